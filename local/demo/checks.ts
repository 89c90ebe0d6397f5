// What must be true at the end of a scenario. Each check has a name, and says what it found.
import { brokenSequences, firstOutOfOrder, shortType } from './event-order.ts';
import type { Expectation } from './expectations.ts';
import type { ScenarioFacts } from './facts.ts';
import { netByAccount } from './ledger-groups.ts';
import type { Answer } from './shopper.ts';

export type Check = { readonly name: string; readonly isPassed: boolean; readonly found: string };

export const answerText = ({ status, code, isReplayed }: Answer): string =>
  `${status} ${code}${isReplayed ? ' replayed' : ''}`;

/** Without the code of success. */
export const shortAnswer = (answer: Answer): string =>
  answerText(answer).replace(' COMMON_000', '');

/** `order 201 · confirm 202 PAY_005`. */
export const answersText = (answers: readonly Answer[]): string =>
  answers.map((answer) => `${answer.to} ${shortAnswer(answer)}`).join(' · ');

export function checksText(checks: readonly Check[]): string {
  const passed = checks.filter(({ isPassed }) => isPassed).length;
  return `${passed} passed, ${checks.length - passed} failed`;
}

/** @param expected - Compared as text, so that what was found can be shown as it is. */
const same = (name: string, expected: string, found: string): Check => ({
  name,
  isPassed: expected === found,
  found,
});

/** @param faults - Empty when all is well. */
const without = (name: string, faults: readonly string[]): Check => ({
  name,
  isPassed: faults.length === 0,
  found: faults.join('; '),
});

const list = (words: readonly string[]): string => words.join(', ') || 'none';
const times = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const checksOf = (facts: ScenarioFacts, expected: Expectation): readonly Check[] => [
  ...apiChecks(facts, expected),
  ...sagaChecks(facts, expected),
  ...pgChecks(facts, expected),
  ...ledgerChecks(facts, expected),
  ...eventChecks(facts, expected),
  ...repeatChecks(facts),
];

function apiChecks({ answers, order, payments }: ScenarioFacts, expected: Expectation): Check[] {
  const { status, cancelReason } = order;
  const ends = [status, ...(cancelReason === undefined ? [] : [cancelReason])].join(' ');
  return [
    same(
      `answers ${list(expected.answers)}`,
      list(expected.answers),
      list(answers.map(answerText)),
    ),
    same(`order ${expected.order}`, expected.order, ends),
    same(
      `payment ${list(expected.payments)}`,
      list(expected.payments),
      list(payments.map((payment) => payment.status)),
    ),
  ];
}

function sagaChecks({ saga }: ScenarioFacts, expected: Expectation): Check[] {
  if (expected.saga === null) {
    return [same('no saga was started', 'none', saga?.executionName ?? 'none')];
  }
  return [
    same('saga SUCCEEDED', 'SUCCEEDED', saga?.status ?? 'none'),
    same('saga took its path', expected.saga.join(' > '), saga?.states.join(' > ') ?? 'none'),
  ];
}

function pgChecks({ pg, payments }: ScenarioFacts, expected: Expectation): Check[] {
  const charges = times(expected.charges, 'charge');
  const returns = times(expected.returns, 'return');
  const keys = pg.payments.flatMap(({ effects }) =>
    effects.flatMap(({ kind, transactionKey }) => (kind === 'APPROVED' ? [transactionKey] : [])),
  );
  const known = payments.flatMap(({ pgTxId }) => (pgTxId === undefined ? [] : [pgTxId]));
  return [
    same(`${charges} at the PG`, charges, times(pg.approvals, 'charge')),
    same(`${returns} at the PG`, returns, times(pg.cancels, 'return')),
    same('the charge is the one the engine knows', list(known), list(keys.map(String))),
  ];
}

function ledgerChecks({ ledger, payments, pg }: ScenarioFacts, expected: Expectation): Check[] {
  const net = netByAccount(payments.flatMap(({ ledgerEntries }) => ledgerEntries));
  const kept = pg.approvedAmount - pg.canceledAmount;
  const open = ['order_deferred', 'refund_payable'].filter((account) => (net[account] ?? 0) !== 0);
  const kinds = ledger.map(({ name }) => name.split(':')[0] ?? '');
  return [
    same(`ledger groups ${list(expected.groups)}`, list(expected.groups), list(kinds)),
    without(
      'each ledger group is whole, sum 0',
      ledger.flatMap(({ name, sum, isWhole }) =>
        isWhole && sum === 0 ? [] : [`${name}: sum ${sum}`],
      ),
    ),
    same(
      "ledger and PG agree on the PG's money",
      String(kept),
      String(net[`pg_receivable:${payments[0]?.provider ?? ''}`] ?? 0),
    ),
    without('nothing is left deferred or owed', open),
  ];
}

function eventChecks({ events, payments }: ScenarioFacts, expected: Expectation): Check[] {
  const late = firstOutOfOrder(events, expected.events);
  const told = payments.flatMap(({ timeline }) =>
    timeline.flatMap(({ kind, eventId = '' }) => (kind === 'EVENT' ? [eventId] : [])),
  );
  const strangers = events.filter(({ id }) => !told.includes(id)).map(shortType);
  const unheard = told.filter((eventId) => !events.some(({ id }) => id === eventId));
  return [
    without(
      `${expected.events.length} events in order`,
      late === undefined ? [] : [`${late} is missing or too early`],
    ),
    without('each aggregate counts its events 1, 2, 3', brokenSequences(events)),
    without('the bus and the timeline tell the same events', [...strangers, ...unheard]),
  ];
}

/** Only where a request was sent again. */
function repeatChecks({ answers, storedAnswers }: ScenarioFacts): Check[] {
  const again = answers.findIndex(({ isReplayed }) => isReplayed);
  if (again === -1) return [];
  const [first, second] = [answers[again - 1], answers[again]];
  return [
    same(
      'the second answer is the first one',
      JSON.stringify(first?.result),
      JSON.stringify(second?.result),
    ),
    same(
      'the answer is stored under its key',
      `COMPLETED ${first?.status}`,
      list(storedAnswers.map(({ state, httpStatus }) => `${state} ${httpStatus}`)),
    ),
  ];
}
