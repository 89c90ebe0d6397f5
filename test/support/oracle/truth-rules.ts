// Rules about what really happened: R05 nothing is cancelled without cause, R13 engine tables, PG, events and
// clients tell the same money, and the money model allows it.
import type { Breach, Judged } from '#test/support/invariants/view.ts';
import { slackOfClient } from './client-slack.ts';
import { isLeftToPerson } from './left-to-person.ts';
import { eventIn } from './letters.ts';
import { capturesTooMuch, type Ending, endingsOf, type OrderFacts } from './money-model.ts';
import { noPgMoney, type PgMoney } from './pg-money.ts';
import { factsOf, type StoredOrder } from './run-facts.ts';
import type { ExpectedEnd, Rule, RunRecord } from './run-record.ts';
import { allOf } from './run-rules.ts';
import { isReplayed, type Statement, type ToldOrder } from './told-story.ts';

const endOf = (stored: StoredOrder | undefined): string =>
  stored === undefined ? 'no order at all' : `${stored.status}/${stored.main?.status}`;

/**
 * Only an order that stands still needs a person, or money that came late or was taken back: an item about any
 * other is a false alarm.
 */
const needsPerson = ({ order, payment, hasItem = false }: ExpectedEnd): boolean =>
  order === 'PAID' || payment === 'IN_DOUBT' || hasItem;

const windowMs = 600_000;
const looksLate: ReadonlySet<string> = new Set(['watchdog', 'streams']);

/** By the layer that is off, or by what the client met: its deciding read may come after the window. */
const mayMissWindow = (run: RunRecord, client: string): boolean =>
  looksLate.has(run.layerOff ?? '') || slackOfClient(run, client).waitMs >= windowMs;

/** Whoever looks late finds that the PG's own window of ten minutes has ended the payment (SEL 3.3). */
const isWindowOver = (run: RunRecord, client: string, stored: StoredOrder): boolean => {
  const { doubts, pg } = factsOf(run);
  return (
    mayMissWindow(run, client) &&
    stored.main?.status === 'EXPIRED' &&
    (pg.get(stored.orderId)?.captured ?? 0) === 0 &&
    stored.payments.some((payment) =>
      doubts.some(
        (doubt) =>
          doubt.paymentId === payment.paymentId &&
          doubt.isDenied &&
          (doubt.to ?? 0) >= doubt.from + windowMs,
      ),
    )
  );
};

const underOf = ({ faults }: RunRecord): string => {
  const fired = faults.map(({ kind, site }) => `${kind}|${site}`).join(' ; ');
  return fired === '' ? 'without any fault' : `under faults the design hides (${fired})`;
};

/** What is wrong with how one order ended. */
const wrongEnd = (
  run: RunRecord,
  expected: ExpectedEnd,
  stored: StoredOrder | undefined,
): string | undefined => {
  const { client, order, payment } = expected;
  if (stored?.status !== order || stored.main?.status !== payment) {
    const isOfLayer =
      stored !== undefined &&
      (isLeftToPerson(run, client, stored) || isWindowOver(run, client, stored));
    return isOfLayer
      ? undefined
      : `ended ${endOf(stored)} ${underOf(run)}, the template says ${order}/${payment}`;
  }
  if (expected.hasItem === true && !stored.isHeard) {
    return `ended ${order}/${payment} ${underOf(run)}, and no person ever heard of it`;
  }
  return stored.isHandedOver && !needsPerson(expected)
    ? `was put before a person ${underOf(run)}, and ended ${order}/${payment} anyway`
    : undefined;
};

const unexpected = (run: RunRecord): Breach[] => {
  const { told, orders } = factsOf(run);
  const nth = new Map<string, number>();
  return run.expected.flatMap((expected): Breach[] => {
    const { client } = expected;
    const index = nth.get(client) ?? 0;
    nth.set(client, index + 1);
    if (run.unpromised.has(client)) return [];
    const orderId = told.byClient.get(client)?.[index]?.orderId;
    const says = wrongEnd(run, expected, orderId === undefined ? undefined : orders.get(orderId));
    const about = orderId ?? `order ${index + 1} of ${client}`;
    return says === undefined ? [] : [{ about, says }];
  });
};

export const r05: Rule = {
  id: 'R05',
  check: (run) => ({
    looked: run.expected.filter(({ client }) => !run.unpromised.has(client)).length,
    breaches: unexpected(run),
  }),
};

interface Money {
  readonly captured: number;
  readonly refunded: number;
}

const sayMoney = ({ captured, refunded }: Money): string =>
  `${captured} captured and ${refunded} returned`;

const differs = (left: Money, right: Money): boolean =>
  left.captured !== right.captured || left.refunded !== right.refunded;

const fits = (ending: Ending, stored: StoredOrder, kept: number): boolean =>
  ending.order === stored.status &&
  ending.payments.includes(stored.main?.status ?? '') &&
  ending.kept === kept &&
  (stored.isHeard || ending.needsItem !== true);

/** By the money model: the state and the money this order may have at the end. */
const againstModel = (facts: OrderFacts, stored: StoredOrder): string[] => {
  const { pg, order } = facts;
  const kept = pg.captured - pg.cancelled;
  if (capturesTooMuch(facts)) {
    return [
      `the PG keeps ${kept} of ${pg.keptPayments} payments for an order over ${order.amount}: charged too much`,
    ];
  }
  const endings = endingsOf(facts);
  if (endings.some((ending) => fits(ending, stored, kept))) return [];
  const allowed = endings
    .map(
      ({ order: end, payments, kept: money, why, needsItem }) =>
        `${end}/${payments.join('|')} keeping ${money} (${why}${needsItem === true ? ', and a person heard of it' : ''})`,
    )
    .join(', or ');
  return [`ended ${endOf(stored)} with ${kept} kept at the PG; it may only end ${allowed}`];
};

const againstPg = (stored: StoredOrder, pg: Money): string[] => {
  const says = `our tables say ${sayMoney(stored)}, the PG says ${sayMoney(pg)}`;
  return differs(stored, pg) && !stored.isHandedOver ? [says] : [];
};

/** That event of the subject lies on the shelf, not redriven. */
const isShelved = ({ view }: RunRecord, subject: string, sequence: number | undefined): boolean =>
  view.deadLetters.some((letter) => {
    const event = eventIn(letter);
    return event?.subject === subject && Number(event.sequence) === sequence;
  });

/** Poison that was never redriven leaves gaps, and a story with gaps is none. */
const againstEvents = (run: RunRecord, stored: StoredOrder): string[] => {
  const { seen } = factsOf(run);
  const { orderId, status } = stored;
  const subjects = [orderId, ...stored.payments.map(({ paymentId }) => paymentId)];
  const gaps = subjects.filter((subject) => seen.gaps.has(subject));
  if (gaps.length > 0) {
    return gaps
      .filter((subject) => !isShelved(run, subject, seen.gaps.get(subject)))
      .map(
        (subject) =>
          `the events of ${subject} lack sequence ${seen.gaps.get(subject)}, so they tell no story`,
      );
  }
  const order = seen.orders.get(orderId);
  const own = order?.payments ?? [];
  const money: Money = {
    captured: own.reduce((sum, { captured }) => sum + captured, 0),
    refunded: own.reduce((sum, { refunded }) => sum + refunded, 0),
  };
  const says: string[] = [];
  if (order?.status !== status) {
    says.push(`our tables say ${status}, the events say ${order?.status ?? 'nothing of it'}`);
  }
  if (differs(stored, money)) {
    says.push(`our tables say ${sayMoney(stored)}, the events say ${sayMoney(money)}`);
  }
  for (const payment of stored.payments) {
    const told = seen.payments.get(payment.paymentId)?.status;
    if (told === undefined || told === payment.status) continue;
    says.push(`${payment.paymentId} is ${payment.status} in our tables, the events say ${told}`);
  }
  return says;
};

const noMoneyTaken = new Set(['FAILED', 'EXPIRED']);

/** What one answer claims of the money that the PG does not bear out. */
const untrue = (
  { kind, about, status, captured, refunded }: Statement,
  pg: PgMoney,
): string | undefined => {
  const kept = pg.captured - pg.cancelled;
  // What a bank took back later was there when it was told.
  const taken = pg.captured + pg.reversed;
  if (captured !== undefined && captured > taken) {
    return `captured ${captured}, the PG captured ${taken}`;
  }
  if (refunded !== undefined && refunded > pg.cancelled) {
    return `returned ${refunded}, the PG returned ${pg.cancelled}`;
  }
  if (kind === 'order' && status === 'CANCELLED' && kept !== 0) {
    return `the order is CANCELLED, the PG keeps ${kept}`;
  }
  if (kind === 'order' && ['PAID', 'COMPLETED'].includes(status) && taken === 0) {
    return `the order is ${status}, the PG captured nothing`;
  }
  return noMoneyTaken.has(status) && captured !== undefined && captured !== 0
    ? `${about} is ${status} with ${captured} captured`
    : undefined;
};

const againstClients = ({ statements }: ToldOrder, pg: PgMoney): string[] => {
  const wrong = new Set<string>();
  for (const statement of statements) {
    const says = untrue(statement, pg);
    if (says === undefined) continue;
    const { told } = statement;
    const copy = isReplayed(told) ? 'a replayed answer' : 'an answer';
    wrong.add(`${told.client} was told in ${copy} to ${told.work}: ${says}`);
  }
  return [...wrong];
};

const ofOrder = (run: RunRecord, stored: StoredOrder): string[] => {
  const { told, pg: byOrder } = factsOf(run);
  const { orderId, refunding, isHandedOver } = stored;
  const pg = byOrder.get(orderId) ?? noPgMoney;
  const money: Money = { captured: pg.captured, refunded: pg.cancelled };
  const says = [...againstPg(stored, money), ...againstEvents(run, stored)];
  if (refunding !== 0 && !isHandedOver) says.push(`${refunding} is still on its way back`);

  const order = told.orders.get(orderId);
  if (order === undefined) return says;
  const terms = run.terms[order.serviceId];
  const isUnswept = run.layerOff === 'due-sweep';
  const facts = { order, pg, terms, now: run.endAt, isHandedOver, isUnswept };
  return [...says, ...againstClients(order, pg), ...againstModel(facts, stored)];
};

/** Orders that only one witness knows. */
const strangers = (run: RunRecord): Breach[] => {
  const { told, orders, pg } = factsOf(run);
  const unknown = [...told.orders.keys()].filter((orderId) => !orders.has(orderId));
  const captured = [...pg].filter(([orderId, money]) => !orders.has(orderId) && money.captured > 0);
  return [
    ...unknown.map((about) => ({ about, says: 'its client was told of it, our tables lack it' })),
    ...captured.map(([about, money]) => ({
      about,
      says: `the PG captured ${money.captured} for it, our tables lack it`,
    })),
  ];
};

const fourStories = (run: RunRecord): Judged => {
  const orders = [...factsOf(run).orders.values()];
  const breaches = orders.flatMap((stored) =>
    ofOrder(run, stored).map((says): Breach => ({ about: stored.orderId, says })),
  );
  return { looked: orders.length, breaches: [...breaches, ...strangers(run)] };
};

/** The ledger's debt of the PG, per tenant and currency, is what the orders of the tenant keep. */
const ledgerTotals = (run: RunRecord): Judged => {
  const { orders, told } = factsOf(run);
  const owed = new Map<string, number>();
  for (const [key, amount] of run.view.tables.balances) {
    const [tenant = '', account = ''] = key.split('|');
    if (account.startsWith('pg_receivable:')) owed.set(tenant, (owed.get(tenant) ?? 0) + amount);
  }
  const kept = new Map<string, number>();
  for (const { tenant, captured, refunded } of orders.values()) {
    kept.set(tenant, (kept.get(tenant) ?? 0) + captured - refunded);
  }
  const tenants = new Set([...owed.keys(), ...kept.keys()]);
  const breaches = [...tenants].flatMap((tenant): Breach[] => {
    const [left, right] = [owed.get(tenant) ?? 0, kept.get(tenant) ?? 0];
    const says = `the ledger says the PG owes ${left}, the ${told.orders.size} orders of the run keep ${right}`;
    return left === right ? [] : [{ about: tenant, says }];
  });
  return { looked: tenants.size, breaches };
};

export const r13: Rule = { id: 'R13', check: (run) => allOf(fourStories(run), ledgerTotals(run)) };
