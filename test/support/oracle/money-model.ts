// The money model: from what clients sent and were told, from the truth inside the PG and from the time, it
// says how each order may end and how much money may be kept for it. It knows no transaction, saga or event.
import type { Told } from '#test/support/invariants/view.ts';
import type { PgMoney } from './pg-money.ts';
import type { ServiceTerms } from './run-record.ts';
import { bodyOf, routeOf, type ToldOrder, wireAmount } from './told-story.ts';

/** One way an order may end. `payment`: the one that took the money, else the last. */
export interface Ending {
  readonly order: 'PENDING' | 'PAID' | 'COMPLETED' | 'CANCELLED';
  readonly payments: readonly string[];
  /** Captured less cancelled, at the PG and in our books. */
  readonly kept: number;
  readonly why: string;
  /** Only with a person who has heard of it: money came or went when nobody waited for it. */
  readonly needsItem?: true;
}

export interface OrderFacts {
  readonly order: ToldOrder;
  readonly pg: PgMoney;
  readonly terms: ServiceTerms | undefined;
  readonly now: number;
  /** A person has an open item about it, so it may stand still. */
  readonly isHandedOver: boolean;
  /** Nobody closes an order that is over: the sweep that does has no second, since no money waits for it. */
  readonly isUnswept?: boolean;
}

/** `yes`: its client knows it took effect. `maybe`: sent, and nobody told the client what became of it. */
type Asked = 'no' | 'maybe' | 'yes';

/** A refusal is proof that nothing was done; anything else that is no success proves nothing. */
const isRefused = ({ status }: Pick<Told, 'status'>): boolean => status >= 400 && status < 500;

const askedFor = (requests: readonly Told[], route: string): Asked => {
  const sent = requests.filter((told) => routeOf(told) === route);
  const isTaken = ({ status, code }: Told) => status >= 200 && status < 300 && code !== 'PAY_005';
  if (sent.some(isTaken)) return 'yes';
  return sent.some((told) => !isRefused(told)) ? 'maybe' : 'no';
};

/** The sweep that writes an expiry or a timeout comes once a minute, and one minute after the time. */
const sweptWithinMs = 130_000;

const endedWithoutMoney = ['FAILED', 'EXPIRED', 'CANCELLED'];

const cancelled = (why: string): Ending => ({
  order: 'CANCELLED',
  payments: ['CANCELLED'],
  kept: 0,
  why,
});

const unpaid = (why: string): Ending => ({
  order: 'CANCELLED',
  payments: endedWithoutMoney,
  kept: 0,
  why,
});

const isRefusedForGood = (told: readonly Told[]): boolean =>
  told.some(({ status, code }) => isRefused({ status }) || code === 'PAY_014');

/** The two-step spelling tells the payment: no more than all that was returned of it. */
const askedInTwoSteps = (
  told: readonly Told[],
): { readonly least: number; readonly most: number } => {
  const done = told.findLast(({ status }) => status === 200);
  if (done !== undefined) {
    return {
      least: 0,
      most: wireAmount(done.result?.['refundedAmount']) ?? Number.POSITIVE_INFINITY,
    };
  }
  return { least: 0, most: isRefusedForGood(told) ? 0 : Number.POSITIVE_INFINITY };
};

/** What one piece of work asked back: for sure, at most, or nobody told how much. */
const askedBack = (told: readonly Told[]): { readonly least: number; readonly most: number } => {
  if (told.some((one) => routeOf(one) === 'refund-payment')) return askedInTwoSteps(told);
  const amounts = told.flatMap(({ status, result }) =>
    status === 201 || status === 202 ? (wireAmount(result?.['amount']) ?? []) : [],
  );
  const most = Math.max(0, ...amounts);
  if (told.some(({ status }) => status === 201)) return { least: most, most };
  if (most > 0) return { least: 0, most };
  return { least: 0, most: isRefusedForGood(told) ? 0 : Number.POSITIVE_INFINITY };
};

/** What the clients' refunds returned: what they were told was returned, and no more than they asked. */
const returnedByUs = ({ order: { requests }, pg }: OrderFacts): number => {
  const asked = requests.filter((told) =>
    ['request-refund', 'refund-payment'].includes(routeOf(told)),
  );
  const works = [...Map.groupBy(asked, ({ work }) => work).values()].map(askedBack);
  const least = works.reduce((sum, work) => sum + work.least, 0);
  const most = works.reduce((sum, work) => sum + work.most, 0);
  return Math.min(Math.max(pg.cancelled - pg.external, least), most);
};

/** The sale stands, less what its clients asked back, and what was returned in the PG's console. */
const sold = (facts: OrderFacts, why: string): Ending => {
  const { pg } = facts;
  const returned = pg.external + returnedByUs(facts);
  const part = returned >= pg.captured ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return {
    order: 'COMPLETED',
    payments: [returned === 0 ? 'CONFIRMED' : part],
    kept: pg.captured - returned,
    why,
  };
};

const distinctDeclines = (requests: readonly Told[]): number =>
  new Set(
    requests
      .filter((told) => [402, 410].includes(told.status) || told.code === 'PAY_014')
      .map(({ result }) => (result?.['payment'] as { paymentId?: unknown } | undefined)?.paymentId),
  ).size;

/** No money was ever taken: the order waits for a buyer, or ended with a reason. */
const endingsWithoutMoney = ({ order, pg, terms, now, isUnswept }: OrderFacts): Ending[] => {
  const { requests, expiresAt } = order;
  const cancel = askedFor(requests, 'cancel-order');
  if (cancel === 'yes') return [unpaid('its client cancelled it')];
  const tries = Math.max(pg.opened, distinctDeclines(requests));
  const endings: Ending[] = [];
  if (cancel === 'maybe') endings.push(unpaid('its client asked to cancel it'));
  if (now >= expiresAt) endings.push(unpaid('its time was over'));
  if (tries >= (terms?.attemptsMax ?? 1)) endings.push(unpaid('its tries were used up'));
  if (isUnswept === true || now < expiresAt + sweptWithinMs) {
    endings.push({ order: 'PENDING', payments: ['READY'], kept: 0, why: 'nobody has paid it' });
  }
  return endings;
};

const endingsWithoutService = (facts: OrderFacts): Ending[] => {
  const cancel = askedFor(facts.order.requests, 'cancel-order');
  if (cancel === 'yes') return [cancelled('its client cancelled it')];
  const endings = [sold(facts, 'it was paid, and nothing else has to happen')];
  if (cancel === 'maybe') endings.push(cancelled('its client asked to cancel it'));
  return endings;
};

const stillAtWork = ({ pg }: OrderFacts): Ending => ({
  order: 'PAID',
  payments: ['APPROVED'],
  kept: pg.captured - pg.external,
  why: 'its service has time left',
});

const endingsWithService = (facts: OrderFacts): Ending[] => {
  const { order, pg, terms, now } = facts;
  const completed = askedFor(order.requests, 'complete-service');
  if (completed === 'yes') return [sold(facts, 'its service reported success')];
  const failed = askedFor(order.requests, 'fail-service');
  if (failed === 'yes') return [cancelled('its service reported failure')];
  const cancel = askedFor(order.requests, 'cancel-order');
  if (cancel === 'yes') return [cancelled('its client cancelled it')];

  const deadlineAt = (pg.firstCaptureAt ?? now) + (terms?.timeoutMs ?? 0);
  const endings: Ending[] = [];
  if (completed === 'maybe') endings.push(sold(facts, 'its service may have reported success'));
  if (failed === 'maybe') endings.push(cancelled('its service may have reported failure'));
  if (cancel === 'maybe') endings.push(cancelled('its client asked to cancel it'));
  if (now >= deadlineAt) endings.push(cancelled('its service was silent until the deadline'));
  if (pg.external >= pg.captured) endings.push(cancelled("all was returned in the PG's console"));
  if (now < deadlineAt + sweptWithinMs) endings.push(stillAtWork(facts));
  return endings;
};

/** What the PG tells may be so old: a deposit of the account's last moment is seen by nobody in time. */
const lagMaxMs = 60_000;

/** When the account that its client was told of closes; never, where nobody was told of one. */
const accountDate = (requests: readonly Told[]): number => {
  const dates = requests.map((told) => {
    const account = bodyOf(told)?.['virtualAccount'] as { readonly dueAt?: unknown } | undefined;
    return Date.parse(String(account?.dueAt));
  });
  const known = dates.filter(Number.isFinite);
  return known.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...known);
};

/** Of an order that is over nothing is kept, but what a person has, since the PG has refused to send it. */
const keptOfOver = ({ order: { requests }, pg, isHandedOver }: OrderFacts): number => {
  const given = requests.filter((told) => routeOf(told) === 'give-refund-account');
  return isHandedOver && isRefusedForGood(given) ? pg.captured - pg.cancelled : 0;
};

/** A deposit that comes when its order is over goes back, all of it. */
const afterLateDeposit = (facts: OrderFacts): Ending[] => {
  const { lastDepositAt } = facts.pg;
  const closesAt = accountDate(facts.order.requests);
  const isLate = lastDepositAt !== undefined && lastDepositAt > closesAt - lagMaxMs;
  const why = 'its deposit came in the last moment';
  return isLate ? [{ ...unpaid(why), kept: keptOfOver(facts), needsItem: true }] : [];
};

/** The bank took a deposit back: a service at work is withdrawn, and what was delivered waits for its money. */
const afterReversal = (facts: OrderFacts): Ending[] => {
  const { fulfilment, requests } = facts.order;
  if (facts.pg.reversed === 0) return [];
  const why = 'its bank took the deposit back';
  const unpaidFor: Ending = {
    order: 'COMPLETED',
    payments: ['WAITING_FOR_DEPOSIT', 'EXPIRED'],
    kept: 0,
    why,
    needsItem: true,
  };
  if (fulfilment === 'none') return [unpaidFor];
  const withdrawn: Ending = {
    ...cancelled(why),
    kept: keptOfOver(facts),
    // The buyer paid into the ended payment again.
    ...(facts.pg.captured > 0 ? ({ needsItem: true } as const) : {}),
  };
  return askedFor(requests, 'complete-service') === 'no' ? [withdrawn] : [withdrawn, unpaidFor];
};

/** With a person at work on it the order may stand still, paid, reserved or in doubt, whatever the PG holds. */
const handedOver = ({ pg }: OrderFacts): Ending[] => [
  {
    order: 'PAID',
    payments: ['APPROVED'],
    kept: pg.captured - pg.cancelled,
    why: 'a person has it',
  },
  {
    order: 'PENDING',
    payments: pg.captured === 0 ? ['IN_DOUBT', 'AUTHORIZED'] : ['IN_DOUBT'],
    kept: pg.captured - pg.cancelled,
    why: 'a person has it',
  },
  // COMPENSATION_STUCK: the money is back, and only the order could not be cancelled (SEL 4.7).
  ...(pg.cancelled > 0 && pg.cancelled === pg.captured
    ? [{ order: 'PAID', payments: ['CANCELLED'], kept: 0, why: 'a person has it' } as const]
    : []),
];

/**
 * The ends an order may have once the world is quiet.
 *
 * @returns At least one; more than one where a request was sent and its client never learned what
 * became of it. A capture beyond the first is in none of them: `kept` is then another number.
 */
export const endingsOf = (facts: OrderFacts): Ending[] => {
  const paid = facts.order.fulfilment === 'none' ? endingsWithoutService : endingsWithService;
  const endings = [
    ...(facts.pg.captured === 0 ? endingsWithoutMoney(facts) : paid(facts)),
    ...afterLateDeposit(facts),
    ...afterReversal(facts),
  ];
  return facts.isHandedOver ? [...endings, ...handedOver(facts)] : endings;
};

/** What the model says of two captures: one sale takes the price once. */
export const capturesTooMuch = ({ order, pg }: Pick<OrderFacts, 'order' | 'pg'>): boolean =>
  pg.keptPayments > 1 || pg.captured - pg.cancelled > order.amount;
