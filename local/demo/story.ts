// One scenario for people: what the API, the saga, the ledger, the bus and the PG have to tell.
import type { TappedEvent } from '#local/cloud/bus-tap.ts';
import { type Check, shortAnswer } from './checks.ts';
import { shortType } from './event-order.ts';
import type { ScenarioFacts, ToldPayment } from './facts.ts';
import { columns, counted, money, offset, seconds, wrapped } from './formatting.ts';
import type { LedgerGroup } from './ledger-groups.ts';
import type { Paint } from './paint.ts';
import type { PgRecord } from './pg-control.ts';
import type { SagaRun } from './saga-history.ts';
import type { Answer } from './shopper.ts';

export type Told = {
  readonly name: string;
  readonly headline: string;
  readonly facts: ScenarioFacts;
  readonly checks: readonly Check[];
  readonly ms: number;
};

const indent = '  ';
const row = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(8)} ${cells.join('  ')}`.trimEnd();

export function storyOf({ name, headline, facts, checks, ms }: Told, paint: Paint): string[] {
  const { order, payments, saga, events, ledger, pg, answers } = facts;
  return [
    paint.bold(`${columns(`${name} · ${headline}`, 90)} ${seconds(ms)}`),
    ...answerLines(answers),
    row('ORDER', order.orderId, order.status, money(order.amount, order.currency), order.userId)
      .concat(`  ${order.serviceId}`)
      .concat(order.cancelReason === undefined ? '' : `  ${order.cancelReason}`),
    ...payments.toReversed().flatMap(paymentLines),
    sagaLine(saga),
    ...ledgerLines(ledger),
    ...eventLines(events),
    pgLine(pg, order.currency),
    ...checkLines(checks, paint),
  ];
}

/** Every answer with what its customer read. */
function answerLines(answers: readonly Answer[]): string[] {
  const parts = answers.map((answer) => `${answer.to} ${shortAnswer(answer)} "${answer.message}"`);
  const [first = '', ...others] = wrapped(parts, ' · ', ' '.repeat(9));
  return [row('ANSWERS', first.trimStart()), ...others];
}

function paymentLines(payment: ToldPayment): string[] {
  const { paymentId, status, provider, method, failure, timeline } = payment;
  const steps = timeline
    .filter(({ kind }) => kind === 'STATE' || kind === 'ATTEMPT')
    .map(({ offsetMs, name, detail }) =>
      [offset(offsetMs), name, ...textsOf(detail?.['class'])].join(' '),
    );
  const why = failure === undefined ? [] : [`${failure.pgCode} "${failure.pgMessage}"`];
  return [
    row(
      'PAYMENT',
      paymentId,
      status,
      ...(method === undefined ? [] : [method.type]),
      provider,
      ...why,
    ),
    ...wrapped(steps, '   ', indent),
  ];
}

const textsOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);

function sagaLine(saga: SagaRun | null): string {
  if (saga === null) return row('SAGA', 'no execution: nothing has to be delivered');
  const { executionName, status, transitions, durationMs, states } = saga;
  const path = states.join(' > ');
  return row(
    'SAGA',
    executionName,
    status,
    counted(transitions, 'transition'),
    seconds(durationMs),
    path,
  );
}

function ledgerLines(ledger: readonly LedgerGroup[]): string[] {
  const sum = ledger.reduce((total, group) => total + group.sum, 0);
  const lines = ledger.map(({ name, entries }) => {
    const moves = entries.map(
      ({ amount, currency, debitAccount, creditAccount }) =>
        `${money(amount, currency)} ${debitAccount} < ${creditAccount}`,
    );
    return `${indent}${name.replace(/:[^:]*_[^:]*/u, '').padEnd(14)} ${moves.join(' · ')}`;
  });
  return [
    row('LEDGER', `${counted(ledger.length, 'group')}, sum ${sum}   (debit < credit)`),
    ...lines,
  ];
}

function eventLines(events: readonly TappedEvent[]): string[] {
  const start = Date.parse(events[0]?.time ?? '');
  const parts = events.map((event) =>
    `${offset(Date.parse(event.time) - start)} ${shortType(event)}`.padEnd(27),
  );
  return [
    row('EVENTS', `${events.length} on EventBridge (Kafka off)`),
    ...wrapped(parts, ' ', indent).map((line) => line.trimEnd()),
  ];
}

function pgLine(pg: PgRecord, currency: string): string {
  const charges = pg.payments.flatMap(({ effects }) =>
    effects
      .filter(({ kind }) => kind === 'APPROVED' || kind === 'CANCELED')
      .map(({ kind, amount, cause }) => {
        const word = kind === 'APPROVED' ? 'charged' : 'returned';
        const lie = cause.fault === null ? '' : ` (${cause.fault})`;
        return `${word} ${money(amount, currency)}${lie}`;
      }),
  );
  const keys = pg.payments.map(({ payment, status }) => `${payment.paymentKey} ${status}`);
  const counts = `${counted(pg.approvals, 'charge')}, ${counted(pg.cancels, 'return')}`;
  return row('PG', counts, charges.join(', '), keys.join(', '));
}

function checkLines(checks: readonly Check[], paint: Paint): string[] {
  const failed = checks.filter(({ isPassed }) => !isPassed);
  const passed = checks.filter(({ isPassed }) => isPassed).map(({ name }) => name);
  const count = `${passed.length} passed, ${failed.length} failed`;
  return [
    row('CHECKS', failed.length === 0 ? paint.green(count) : paint.red(count)),
    ...wrapped(passed, ' · ', indent),
    ...failed.map(({ name, found }) => paint.red(`${indent}FAILED ${name}: found ${found}`)),
  ];
}
