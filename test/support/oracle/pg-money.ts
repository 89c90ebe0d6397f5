// What really happened to the money of each order, by the PG's own word.
import type { PgPayment } from '#test/support/invariants/view.ts';

/** What the PG did for one order, in minor units. */
export interface PgMoney {
  /** Less the deposits that their bank took back. */
  readonly captured: number;
  /** The part that a bank took back. */
  readonly reversed: number;
  /** When the last deposit came into an account. */
  readonly lastDepositAt: number | undefined;
  readonly cancelled: number;
  /** The part of `cancelled` that somebody returned in the PG's console. */
  readonly external: number;
  /** Payments whose money was taken and not wholly returned. */
  readonly keptPayments: number;
  /** Payments the buyer opened. */
  readonly opened: number;
  readonly firstCaptureAt: number | undefined;
  /** Payments the PG tells other facts about than are true: nobody may apply those. */
  readonly lying: number;
}

/** `ord_01…-2` is the second payment of `ord_01…`. */
export const orderOfPgOrder = (pgOrderId: string): string => {
  const dash = pgOrderId.indexOf('-');
  return dash === -1 ? pgOrderId : pgOrderId.slice(0, dash);
};

export const noPgMoney: PgMoney = {
  captured: 0,
  reversed: 0,
  lastDepositAt: undefined,
  cancelled: 0,
  external: 0,
  keptPayments: 0,
  opened: 0,
  firstCaptureAt: undefined,
  lying: 0,
};

const moneyOf = ({ effects, isLyingAboutFacts }: PgPayment): PgMoney => {
  const sum = { captured: 0, reversed: 0, cancelled: 0, external: 0 };
  let firstCaptureAt: number | undefined;
  let lastDepositAt: number | undefined;
  for (const { kind, amount, op, at } of effects) {
    if (kind === 'APPROVED') {
      sum.captured += amount;
      firstCaptureAt ??= at;
      if (op === 'deposit') lastDepositAt = at;
    }
    if (kind === 'REVERSED') {
      sum.captured -= amount;
      sum.reversed += amount;
    }
    if (kind === 'CANCELED') {
      sum.cancelled += amount;
      if (op !== 'cancel') sum.external += amount;
    }
  }
  const keptPayments = sum.captured > sum.cancelled ? 1 : 0;
  const lying = isLyingAboutFacts ? 1 : 0;
  return { ...sum, keptPayments, opened: 1, firstCaptureAt, lastDepositAt, lying };
};

const earlier = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || (right !== undefined && right < left) ? right : left;

const together = (left: PgMoney, right: PgMoney): PgMoney => ({
  captured: left.captured + right.captured,
  reversed: left.reversed + right.reversed,
  lastDepositAt: right.lastDepositAt ?? left.lastDepositAt,
  cancelled: left.cancelled + right.cancelled,
  external: left.external + right.external,
  keptPayments: left.keptPayments + right.keptPayments,
  opened: left.opened + right.opened,
  firstCaptureAt: earlier(left.firstCaptureAt, right.firstCaptureAt),
  lying: left.lying + right.lying,
});

/** The PG's story by the engine's order id. */
export const pgMoneyByOrder = (payments: readonly PgPayment[]): ReadonlyMap<string, PgMoney> => {
  const byOrder = new Map<string, PgMoney>();
  for (const payment of payments) {
    const orderId = orderOfPgOrder(payment.pgOrderId);
    byOrder.set(orderId, together(byOrder.get(orderId) ?? noPgMoney, moneyOf(payment)));
  }
  return byOrder;
};
