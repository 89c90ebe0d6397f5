// Which moves of the state tables the engine has made in earnest: each that was committed is counted by name, so that
// the tally can ask for every one of them, and one that no table lists stops the test.
import { type AttentionMove, attentionMoves } from '#core/attention/attention-item.ts';
import { serviceMoves } from '#core/fulfilment/service-request.ts';
import { assert } from '#core/kernel/assert.ts';
import { keyMoves } from '#core/merchants/api-key.ts';
import { orderMoves } from '#core/orders/order.ts';
import type { Change, UnitOfWork } from '#core/outbox/commit.ts';
import { attemptMoves } from '#core/payments/attempt.ts';
import { paymentMoves } from '#core/payments/payment.ts';
import { refundMoves } from '#core/refunds/refund.ts';
import { sagaMoves } from '#core/sagas/saga.ts';
import { count } from '#test/support/counters.ts';

type Table = Readonly<Record<string, readonly string[]>>;

/** Its table is by what is done to an item. */
const itemMoves: Table = Object.fromEntries(
  Object.entries(attentionMoves).map(([from, moves]) => [
    from,
    [...new Set(Object.values<string>(moves as Readonly<Record<AttentionMove, string>>))],
  ]),
);

/** The state tables by the word that a commit has for their object. */
export const stateTables: Readonly<Record<string, Table>> = {
  order: orderMoves,
  payment: paymentMoves,
  attempt: attemptMoves,
  refund: refundMoves,
  saga: sagaMoves,
  service: serviceMoves,
  key: keyMoves,
  attention: itemMoves,
};

const nameOf = (object: string, from: string, to: string): string => `${object} ${from} → ${to}`;

/** Every move that a table lists: `payment READY → APPROVED`. */
export const listedMoves: readonly string[] = Object.entries(stateTables).flatMap(
  ([object, table]) =>
    Object.entries(table).flatMap(([from, targets]) =>
      targets.map((to) => nameOf(object, from, to)),
    ),
);

const statusOf = (row: object): string => {
  const { status, state } = row as { readonly status?: string; readonly state?: string };
  return status ?? state ?? '';
};

/** An order that is paid and delivered at once passes PAID by the way, and a payment says what it passes. */
const passedBy = (change: Change): readonly string[] => {
  if ('via' in change && change.via !== undefined) return change.via;
  if (change.change !== 'order.advance') return [];
  return change.before.status === 'PENDING' && change.after.status === 'COMPLETED' ? ['PAID'] : [];
};

const movesOf = (change: Change): readonly string[] => {
  const [object = ''] = change.change.split('.');
  const table = stateTables[object];
  if (table === undefined || !('before' in change)) return [];
  const passed = [statusOf(change.before), ...passedBy(change), statusOf(change.after)];
  return passed.slice(1).flatMap((to, index) => {
    const from = passed[index] ?? '';
    const isListed = table[from]?.includes(to) === true;
    assert(
      isListed || from === to,
      `${nameOf(object, from, to)} was committed, and no table lists it`,
    );
    return isListed ? [nameOf(object, from, to)] : [];
  });
};

/** Counts what is committed; what is lost moves nothing. */
export const countingMoves = (inner: UnitOfWork): UnitOfWork => ({
  ...inner,
  commit: async (commit) => {
    const moves = commit.changes.flatMap(movesOf);
    const committed = await inner.commit(commit);
    if (committed.ok) for (const move of moves) count(move);
    return committed;
  },
});
