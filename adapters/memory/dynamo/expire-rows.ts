// Time to live. DynamoDB removes expired rows hours or days late; the twin only when it is told
// to, so nothing can rely on the moment.

import type { MemoryTable } from './memory-table.ts';
import { keyOfItem } from './row-key.ts';

const secondMs = 1000;
/** Older than five years is taken for a mistake and kept. Source: Developer Guide, "TTL". */
const tooOldMs = 5 * 365 * 24 * 60 * 60 * secondMs;

/** Removes what has expired at `nowMs` and returns how many rows that were. */
export function expireRows(table: MemoryTable, nowMs: number): number {
  const { definition } = table;
  const attribute = definition.ttlAttribute;
  if (attribute === undefined) return 0;
  const gone = table.rows().filter(({ item }) => {
    const seconds = item[attribute]?.N;
    if (seconds === undefined) return false;
    const expiresMs = Number(seconds) * secondMs;
    return expiresMs <= nowMs && expiresMs > nowMs - tooOldMs;
  });
  for (const { item } of gone) {
    const key = keyOfItem(item, definition);
    table.replace({ key, next: undefined, at: nowMs, isExpiry: true });
  }
  return gone.length;
}
