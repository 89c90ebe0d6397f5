// Credits as rows tell them: how much a hold still holds, and which wallet and lots it lies on.
import { fieldsAt, listAt, maybeNumberAt, numberAt, statusOf, textAt } from './field-reading.ts';
import { idOf } from './stories.ts';
import type { Fields, Row, Tables, View } from './view.ts';

/** Credits are whole units, stored bare or as money. */
export const unitsAt = (from: Fields | Row, name: string): number =>
  fieldsAt(from, name) === undefined ? numberAt(from, name) : numberAt(from, name, 'minor');

export const isHolding = (hold: Row): boolean =>
  statusOf(hold) === 'ACTIVE' || statusOf(hold) === 'PARTIALLY_CAPTURED';

/** What a hold keeps from use. Past its time it keeps something only while an order's payment is bound. */
export function heldBy(hold: Row, now: number): number {
  if (!isHolding(hold)) return 0;
  const isPast = (maybeNumberAt(hold, 'expiresAt') ?? Infinity) <= now;
  if (isPast && textAt(hold, 'boundTo') === '') return 0;
  return unitsAt(hold, 'amount') - unitsAt(hold, 'captured') - unitsAt(hold, 'released');
}

export const allocationsOf = (hold: Row): readonly Fields[] =>
  listAt(hold, 'allocations') as readonly Fields[];

/** `test.M123#WALLET#user-1#KRW`. */
export const walletKeyOf = (hold: Row): string =>
  `${hold.tenant}#WALLET#${textAt(hold, 'userId')}#${textAt(hold, 'unit')}`;

export const userOfWallet = (wallet: Row): string => wallet.pk.split('#')[2] ?? '';

export const holdsOf = (tables: Tables, walletKey: string): readonly Row[] =>
  tables.ofKind('HOLD').filter((hold) => walletKeyOf(hold) === walletKey);

export const lotsOf = (tables: Tables, walletKey: string): readonly Row[] =>
  tables.partition(walletKey).filter(({ kind }) => kind === 'LOT');

/** A lot past its time that no sweep has met counts only as far as holds lie on it. */
export function remainingOf(lot: Row, holds: readonly Row[], { now }: View): number {
  const remaining = unitsAt(lot, 'remaining');
  if ((maybeNumberAt(lot, 'expiresAt') ?? Infinity) > now) return remaining;
  const lotId = textAt(lot, 'lotId') || idOf(lot.sk);
  let held = 0;
  for (const hold of holds) {
    if (heldBy(hold, now) === 0) continue;
    for (const allocation of allocationsOf(hold)) {
      if (textAt(allocation, 'lotId') === lotId) held += unitsAt(allocation, 'amount');
    }
  }
  return Math.min(remaining, held);
}
