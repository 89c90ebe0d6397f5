// The last changes of a table, so that an eventual read can be answered as of a moment ago:
// copies and indexes of the real table lag behind what was just written.

import type { Row, RowKey } from './row-key.ts';

export type Change = {
  readonly key: RowKey;
  readonly old: Row | undefined;
  readonly next: Row | undefined;
  readonly at: number;
};

export type TableHistory = {
  readonly note: (change: Change) => void;
  /** Runs a read on the table as it was at a moment; later changes are undone and done again. */
  readonly asOf: <T>(at: number, read: () => T) => T;
};

/** @param exchange - Sets a row and its index entries, without a stream record. */
export function tableHistory(
  keptMs: number,
  exchange: (key: RowKey, row: Row | undefined) => void,
): TableHistory {
  let changes: Change[] = [];
  let trimAt = 1024;

  const note = (change: Change) => {
    if (keptMs === 0) return;
    changes.push(change);
    if (changes.length < trimAt) return;
    changes = changes.filter(({ at }) => at > change.at - keptMs);
    trimAt = Math.max(1024, changes.length * 2);
  };
  const asOf = <T>(at: number, read: () => T): T => {
    const later = changes.filter((change) => change.at > at);
    for (const { key, old } of later.toReversed()) exchange(key, old);
    try {
      return read();
    } finally {
      for (const { key, next } of later) exchange(key, next);
    }
  };
  return { note, asOf };
}
