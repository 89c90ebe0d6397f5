// Rows of one partition in key order. Insertion shifts an array: partitions are small, and a
// shift of some thousand pointers costs less than a tree.

import { compareText } from './compare-values.ts';

/** One or more texts, compared one after the other. */
export type SortKey = readonly string[];

export type Sorted = { readonly order: SortKey };

/** The shorter key counts as a prefix: it equals every key that begins with it. */
export function compareKeys(left: SortKey, right: SortKey): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const order = compareText(left[at] as string, right[at] as string);
    if (order !== 0) return order;
  }
  return 0;
}

/** The first position for which the test holds; it must hold for all that follow. */
export function firstPosition(rows: readonly Sorted[], holds: (key: SortKey) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds((rows[middle] as Sorted).order)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lowerBound(rows: readonly Sorted[], key: SortKey): number {
  return firstPosition(rows, (other) => compareKeys(other, key) >= 0);
}

function isAt(rows: readonly Sorted[], at: number, key: SortKey): boolean {
  const found = rows[at];
  return found !== undefined && compareKeys(found.order, key) === 0;
}

export function rowAt<Row extends Sorted>(rows: readonly Row[], key: SortKey): Row | undefined {
  const at = lowerBound(rows, key);
  return isAt(rows, at, key) ? rows[at] : undefined;
}

export function putRow<Row extends Sorted>(rows: Row[], row: Row): void {
  const at = lowerBound(rows, row.order);
  if (isAt(rows, at, row.order)) rows[at] = row;
  else if (at === rows.length) rows.push(row);
  else rows.splice(at, 0, row);
}

export function removeRow(rows: Sorted[], key: SortKey): void {
  const at = lowerBound(rows, key);
  if (isAt(rows, at, key)) rows.splice(at, 1);
}
