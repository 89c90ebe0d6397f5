// R09: a client is told once. What was final stays so, "nothing was done" is true, a replay is a copy.
import { isDeepStrictEqual } from 'node:util';
import type { Breach, Judged, Told } from '#test/support/invariants/view.ts';
import { orderOfPgOrder } from './pg-money.ts';
import { factsOf } from './run-facts.ts';
import type { Rule, RunRecord } from './run-record.ts';
import { allOf } from './run-rules.ts';
import { isFinal, isReplayed, routeOf, type Statement, type ToldOrder } from './told-story.ts';

const finalStatuses: Readonly<Record<Statement['kind'], ReadonlySet<string>>> = {
  order: new Set(['COMPLETED', 'CANCELLED']),
  payment: new Set(['FAILED', 'EXPIRED', 'CANCELLED', 'REFUNDED']),
};

/** An answer under way may be overtaken, and a replay is as old as its first sending. */
const isNewer = (later: Told, than: Told): boolean => later.sentAt >= than.at && !isReplayed(later);

const changedState = (
  statements: readonly Statement[],
  stored: ReadonlyMap<string, string>,
): Breach[] => {
  const breaches: Breach[] = [];
  const ended = new Map<string, Statement>();
  for (const statement of statements) {
    const { about, kind, status, told } = statement;
    const first = ended.get(about);
    if (first !== undefined && first.status !== status && isNewer(told, first.told)) {
      const says = `${first.told.client} was told ${first.status} in ${first.told.work}, which is final, and then ${status} in ${told.work}`;
      breaches.push({ about, says });
    }
    if (first === undefined && finalStatuses[kind].has(status)) ended.set(about, statement);
  }
  for (const [about, { status, told }] of ended) {
    const now = stored.get(about);
    if (now === undefined || now === status) continue;
    const says = `${told.client} was told ${status} in ${told.work}, which is final, and it is ${now} now`;
    breaches.push({ about, says });
  }
  return breaches;
};

const storedStates = (run: RunRecord): Map<string, string> => {
  const states = new Map<string, string>();
  for (const { orderId, status, payments } of factsOf(run).orders.values()) {
    states.set(orderId, status);
    for (const payment of payments) states.set(payment.paymentId, payment.status);
  }
  return states;
};

const changedStates = (run: RunRecord): Judged => {
  const stored = storedStates(run);
  const orders = [...factsOf(run).told.orders.values()];
  return {
    looked: orders.reduce((sum, { statements }) => sum + statements.length, 0),
    breaches: orders.flatMap(({ statements }) => changedState(statements, stored)),
  };
};

const keptStatuses = new Set([200, 201, 202, 402, 409, 410]);
const replayedForMs = 86_400_000;

/** An answer that is stored under its key: a success, or a refusal the operation decided. */
const isKept = (told: Told): boolean =>
  told.code === 'PAY_014' ||
  (isFinal(told) &&
    (keptStatuses.has(told.status) || (told.status === 422 && told.code !== 'IDEM_002')));

const isSameAnswer = (left: Told, right: Told): boolean =>
  left.status === right.status &&
  left.code === right.code &&
  isDeepStrictEqual(left.result, right.result);

/** Two merchants may use one key; a client that made no order stands for itself. */
const tenantOf = (run: RunRecord, client: string): string => {
  const { told, orders } = factsOf(run);
  const [first] = told.byClient.get(client) ?? [];
  return orders.get(first?.orderId ?? '')?.tenant ?? client;
};

const changedAnswers = (run: RunRecord): Judged => {
  const firsts = new Map<string, Told>();
  const breaches: Breach[] = [];
  let looked = 0;
  for (const told of run.view.told) {
    if (told.key === undefined || !isKept(told)) continue;
    looked += 1;
    const name = [tenantOf(run, told.client), routeOf(told), told.key, told.payload].join(' ');
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, told);
    if (first === undefined || isSameAnswer(first, told)) continue;
    if (told.sentAt >= first.at + replayedForMs) continue;
    const says = `${told.route} with key ${told.key} was answered ${first.status} ${first.code}, and send ${told.retry} of ${told.work} ${told.status} ${told.code}: not the same answer`;
    breaches.push({
      about: told.work,
      says: says.replace(`${first.code}, and`, `${first.code} first, and`),
    });
  }
  return { looked, breaches };
};

/** Our own 503 or 504, which says that nothing was done; a gateway's has no code of ours. */
const isNothingDone = ({ status, code }: Told): boolean =>
  (status === 503 || status === 504) && code !== '';

/** A confirm that may have charged: a success, a doubt, a fault of ours, or no answer. */
const mayCharge = (told: Told): boolean =>
  !isNothingDone(told) && (told.status < 400 || told.status >= 500);

/** The PG tells its times in whole seconds. */
const pgTickMs = 1_000;

/** A charge is as old as the call of ours that made it: of several in the PG's second, the last. */
const chargedAt = ({ view }: RunRecord, paymentKey: string, toldAt: number): number => {
  const until = toldAt + pgTickMs;
  const calls = view.pgCalls.filter(
    (call) => call.op === 'confirm' && call.paymentKey === paymentKey && call.at < until,
  );
  return Math.max(...calls.map(({ at }) => at), calls.length === 0 ? until : 0);
};

const chargeWithoutAsking = (run: RunRecord, { orderId, requests }: ToldOrder): Breach[] => {
  const confirms = requests.filter((told) => routeOf(told) === 'confirm-payment');
  const denied = confirms.find(isNothingDone);
  if (denied === undefined) return [];
  const own = run.view.pgPayments.filter(
    (payment) => orderOfPgOrder(payment.pgOrderId) === orderId,
  );
  return own.flatMap(({ paymentKey, effects }) =>
    effects.flatMap(({ kind, at: toldAt }): Breach[] => {
      if (kind !== 'APPROVED') return [];
      const at = chargedAt(run, paymentKey, toldAt);
      if (confirms.some((told) => told.sentAt <= at && mayCharge(told))) return [];
      const after = ((at - denied.at) / 1_000).toFixed(1);
      const says = `the PG was told to charge it ${after} s after ${denied.work} had been answered ${denied.status} ${denied.code}, nothing was done, and no request came between that could have charged it`;
      return [{ about: orderId, says }];
    }),
  );
};

const chargesDenied = (run: RunRecord): Judged => {
  const orders = [...factsOf(run).told.orders.values()];
  return {
    looked: orders.length,
    breaches: orders.flatMap((order) => chargeWithoutAsking(run, order)),
  };
};

export const r09: Rule = {
  id: 'R09',
  check: (run) => allOf(changedStates(run), changedAnswers(run), chargesDenied(run)),
};
