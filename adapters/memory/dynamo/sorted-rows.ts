// Rows of one partition in key order. Insertion shifts an array: partitions are small, and a
// shift of some thousand pointers costs less than a tree.

import { compareText } from './compare-values.ts';

/** One or more texts, compared one after the other. */
export type SortKey = readonly string[];

export type SortedRows<Row> = {
  readonly keys: SortKey[];
  readonly rows: Row[];
};

/** The shorter key counts as a prefix: it equals every key that begins with it. */
export function compareKeys(left: SortKey, right: SortKey): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const order = compareText(left[at] as string, right[at] as string);
    if (order !== 0) return order;
  }
  return 0;
}

export function sortedRows<Row>(): SortedRows<Row> {
  return { keys: [], rows: [] };
}

/** The first position for which the test holds; it must hold for all that follow. */
export function firstPosition(
  { keys }: SortedRows<unknown>,
  holds: (key: SortKey) => boolean,
): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(keys[middle] as SortKey)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lowerBound(sorted: SortedRows<unknown>, key: SortKey): number {
  return firstPosition(sorted, (other) => compareKeys(other, key) >= 0);
}

function isAt(sorted: SortedRows<unknown>, at: number, key: SortKey): boolean {
  const found = sorted.keys[at];
  return found !== undefined && compareKeys(found, key) === 0;
}

export function rowAt<Row>(sorted: SortedRows<Row>, key: SortKey): Row | undefined {
  const at = lowerBound(sorted, key);
  return isAt(sorted, at, key) ? sorted.rows[at] : undefined;
}

export function putRow<Row>(sorted: SortedRows<Row>, key: SortKey, row: Row): void {
  const at = lowerBound(sorted, key);
  if (isAt(sorted, at, key)) {
    sorted.rows[at] = row;
    return;
  }
  sorted.keys.splice(at, 0, key);
  sorted.rows.splice(at, 0, row);
}

export function removeRow(sorted: SortedRows<unknown>, key: SortKey): void {
  const at = lowerBound(sorted, key);
  if (!isAt(sorted, at, key)) return;
  sorted.keys.splice(at, 1);
  sorted.rows.splice(at, 1);
}
