// Which records belong to one payment, or to some days: a recount looks at all, and tells of these.
import type { Instant } from '#core/kernel/instant.ts';
import type { Books, Difference } from './books.ts';
import { recordsOf } from './recount.ts';

export interface Asked {
  readonly paymentId?: string;
  /** Inclusive. */
  readonly from?: Instant;
  /** Exclusive. */
  readonly to?: Instant;
}

const isWithin = (at: Instant, { from, to }: Asked): boolean =>
  (from === undefined || at >= from) && (to === undefined || at < to);

/** Ids of the payments asked for, with their orders, attempts and refunds. */
const objectsOf = (books: Books, asked: Asked): Set<string> => {
  const payments = books.payments.filter(
    ({ paymentId, createdAt }) =>
      (asked.paymentId ?? paymentId) === paymentId && isWithin(createdAt, asked),
  );
  const ids = new Set(payments.flatMap(({ paymentId, orderId }) => [paymentId, orderId]));
  // A saga keeps the 26 characters of its payment.
  for (const { paymentId } of payments) ids.add(paymentId.replace(/^pay_/u, 'saga_'));
  for (const refund of books.refunds) if (ids.has(refund.paymentId)) ids.add(refund.refundId);
  for (const each of books.attempts) if (ids.has(each.paymentId)) ids.add(each.attemptId);
  return ids;
};

/** Those ids, and the rows and records that tell of them. */
const idsOf = (books: Books, asked: Asked): ReadonlySet<string> => {
  const ids = objectsOf(books, asked);
  for (const { groupId, auditId, createdAt, events } of books.outbox) {
    const isOfIt = events.some(({ subject }) => ids.has(subject));
    const isOfDay = asked.paymentId === undefined && isWithin(createdAt, asked);
    if (isOfIt || isOfDay) ids.add(groupId).add(auditId);
  }
  return ids;
};

/** A ledger group is of the object in its key: `capture:pay_…`. */
const isOf = (ids: ReadonlySet<string>, record: string): boolean =>
  ids.has(record) || record.split(':').some((part) => ids.has(part));

/** @returns Whether a difference is of what was asked for. */
export const isAsked = (books: Books, asked: Asked): ((difference: Difference) => boolean) => {
  const ids = idsOf(books, asked);
  const isWhole = asked.paymentId === undefined;
  return ({ kind, record }) =>
    isOf(ids, record) ||
    // What is of the chain or of all balances is of every day.
    (isWhole && (kind === 'audit' || kind === 'ledger'));
};

/**
 * How many records were asked for: whoever asks of a payment that is not there must not hear that
 * nothing differs.
 */
export const recordsAsked = (books: Books, asked: Asked): number => {
  if (Object.keys(asked).length === 0) return recordsOf(books);
  const ids = idsOf(books, asked);
  const records = [
    ...books.payments.map(({ paymentId }) => paymentId),
    ...books.refunds.map(({ refundId }) => refundId),
    ...books.groups.map(({ keyedAs }) => keyedAs),
    ...books.outbox.map(({ groupId }) => groupId),
    ...books.audit.map(({ auditId }) => auditId as string),
  ];
  return records.filter((record) => isOf(ids, record)).length;
};
