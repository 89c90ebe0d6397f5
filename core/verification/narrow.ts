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

/** What a subject or the key of a group is about: `doubt:CONFIRM#pay_…#001:open`. */
const named = /(?:ord|pay|rf|saga)_\w+/gu;

/** Orders, payments and refunds that what was written in that time tells of, whether their rows are there or gone. */
const namedIn = ({ groups, outbox, commands }: Books, asked: Asked): readonly string[] =>
  [
    ...groups.flatMap((each) => (isWithin(each.recordedAt, asked) ? [each.keyedAs] : [])),
    ...outbox
      .flatMap((each) => (isWithin(each.createdAt, asked) ? each.events : []))
      .map(({ subject }) => subject),
    ...commands.flatMap((each) => (isWithin(each.createdAt, asked) ? [each.objectId] : [])),
  ]
    .flatMap((text) => [...text.matchAll(named)].map(([id]) => id))
    // A saga keeps the 26 characters of its payment.
    .map((id) => id.replace(/^saga_/u, 'pay_'));

/** Ids of the payments and refunds asked for: one by its id, whether its row is there or gone, or those of the time. */
const askedIds = (books: Books, asked: Asked): ReadonlySet<string> => {
  if (asked.paymentId !== undefined) return new Set([asked.paymentId]);
  const { payments, refunds, orders } = books;
  const isOfTheTime = ({ createdAt }: { readonly createdAt: Instant }) =>
    isWithin(createdAt, asked);
  const ids = new Set([
    ...payments.filter(isOfTheTime).map(({ paymentId }) => paymentId),
    ...refunds.filter(isOfTheTime).map(({ refundId }) => refundId),
    ...namedIn(books, asked),
  ]);
  for (const refund of refunds) if (ids.has(refund.refundId)) ids.add(refund.paymentId);
  // A payment that was made on that day and is gone may be told of by nothing but its order.
  for (const order of orders) {
    const { orderId, paymentIds } = order;
    const isAtWork = ids.has(orderId) || paymentIds.some((paymentId) => ids.has(paymentId));
    if (isAtWork || isOfTheTime(order)) for (const paymentId of paymentIds) ids.add(paymentId);
  }
  return ids;
};

/** Those ids, with their orders, attempts and refunds. */
const objectsOf = (books: Books, asked: Asked): Set<string> => {
  const ids = new Set(askedIds(books, asked));
  const payments = new Set([...ids].filter((id) => !/^(?:ord|rf)_/u.test(id)));
  for (const paymentId of payments) ids.add(paymentId.replace(/^pay_/u, 'saga_'));
  for (const each of books.payments) if (payments.has(each.paymentId)) ids.add(each.orderId);
  for (const { orderId, paymentIds } of books.orders) {
    if (paymentIds.some((paymentId) => payments.has(paymentId))) ids.add(orderId);
  }
  for (const refund of books.refunds) if (payments.has(refund.paymentId)) ids.add(refund.refundId);
  for (const each of books.attempts) if (payments.has(each.paymentId)) ids.add(each.attemptId);
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
  for (const { commandId, objectId, createdAt } of books.commands) {
    const isOfDay = asked.paymentId === undefined && isWithin(createdAt, asked);
    if (ids.has(objectId) || isOfDay) ids.add(commandId);
  }
  // The key of a reversal is the PG's: whose it is, the capture that it takes back says.
  for (const { keyedAs, reverses } of books.groups) {
    if (reverses !== undefined && isOf(ids, reverses)) ids.add(keyedAs);
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
    ...books.commands.map(({ commandId }) => commandId),
    ...books.audit.map(({ auditId }) => auditId as string),
  ];
  return records.filter((record) => isOf(ids, record)).length;
};
