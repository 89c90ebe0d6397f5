// Pages of what waits, over every shard of a sparse index: oldest first, from where the last page ended.
import type { StoreLabel } from '#core/contracts/labels.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { Found, Unreadable } from '#core/outbox/drain.ts';
import type { RowKey } from './keys.ts';
import { readStretch } from './read-rows.ts';
import type { Attributes } from './row-values.ts';
import { allShards, type Store } from './store.ts';

export interface Waiting {
  readonly label: StoreLabel;
  readonly table: string;
  readonly index: string;
  readonly attribute: string;
  readonly sort: string;
  readonly partitionOf: (shard: string) => string;
  readonly before: Instant;
  readonly limit: number;
  /** Sort key of the last entry seen. */
  readonly after?: string | undefined;
}

export const baseKey = (item: Attributes): RowKey => ({
  pk: item.pk?.S ?? '',
  sk: item.sk?.S ?? '',
});

/** Sort keys are unique and none continues another with a character this low: a bound just above one. */
const above = (sort: string): string => `${sort}!`;

/** Index entries of every shard up to a time, oldest first; `next` where there may be more. */
export const waiting = async (
  store: Store,
  ask: Waiting,
): Promise<{ readonly entries: readonly Attributes[]; readonly next?: string }> => {
  const from = ask.after === undefined ? {} : { from: above(ask.after) };
  const shards = await Promise.all(
    allShards(store.shards).map((shard) =>
      readStretch(store, ask.label, {
        table: ask.table,
        index: ask.index,
        partition: [ask.attribute, ask.partitionOf(shard)],
        sort: { name: ask.sort, before: toIso(ask.before), ...from },
        limit: ask.limit,
      }),
    ),
  );
  const sortOf = (item: Attributes): string => item[ask.sort]?.S ?? '';
  const entries = shards
    .flat()
    .toSorted((a, b) => (sortOf(a) < sortOf(b) ? -1 : 1))
    .slice(0, ask.limit);
  const last = entries.at(-1);
  return last === undefined || entries.length < ask.limit
    ? { entries }
    : { entries, next: sortOf(last) };
};

/** Reads each by itself: one that cannot be read is told beside the others, which go on. */
export const readEach = <T>(
  items: readonly Attributes[],
  decode: (item: Attributes) => T,
  next: string | undefined,
): Found<T> => {
  const readable: T[] = [];
  const unreadable: Unreadable[] = [];
  for (const item of items) {
    try {
      readable.push(decode(item));
    } catch (error) {
      unreadable.push({ row: baseKey(item).sk, error });
    }
  }
  return { items: readable, unreadable, ...(next === undefined ? {} : { next }) };
};
