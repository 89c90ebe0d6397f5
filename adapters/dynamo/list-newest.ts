// Newest-first lists over the tenant's indexes: keys first, then the rows in one batch, then the filter.
// A list by user is one collection; a list by time asks the shards of a day together and merges them.
import type { StoreLabel } from '#core/contracts/labels.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { type Instant, instant, toIso } from '#core/kernel/instant.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { ItemCodec } from './aggregate-items.ts';
import { dayPartition, type RowKey, userPartition } from './keys.ts';
import { endOf, reachOf, startOfDay } from './look-back.ts';
import { readRows, readStretch } from './read-rows.ts';
import type { Attributes } from './row-values.ts';
import { allShards, type Store } from './store.ts';

interface Place {
  readonly tenant: Tenant;
  readonly item: string;
  readonly userId?: string;
  readonly page: PageRequest;
  readonly labels: { readonly keys: StoreLabel; readonly rows: StoreLabel };
  readonly now: Instant;
}

export interface Listing<T, Shown> extends Place {
  readonly codec: ItemCodec<T>;
  /** What the list shows of these rows, in their order; those it does not show are left out. */
  readonly shown: (rows: readonly T[]) => Promise<readonly Shown[]>;
  readonly timeIdOf: (shown: Shown) => string;
}

/** As ISO 8601 writes it: `2026-03-02T04:00:00.000Z`. */
const timeLength = 24;

interface Found {
  readonly key: RowKey;
  readonly timeId: string;
}

const foundOf = (item: Attributes, timeId: string): Found => ({
  key: { pk: item.pk?.S ?? '', sk: item.sk?.S ?? '' },
  timeId,
});

const newestFirst = (a: Found, b: Found): number => (a.timeId < b.timeId ? 1 : -1);

const byUserKeys = async (
  store: Store,
  listing: Place,
  userId: string,
  before: string,
  limit: number,
): Promise<Found[]> => {
  const prefix = `${listing.item}#`;
  const items = await readStretch(store, listing.labels.keys, {
    table: store.tables.engine,
    index: 'byUser',
    partition: ['byUserPk', userPartition(listing.tenant, userId)],
    sort: { name: 'byUserSk', from: prefix, before: `${prefix}${before}` },
    isNewestFirst: true,
    // The bound itself comes along, since a range of sort keys includes both its ends.
    limit: limit + 1,
  });
  return items
    .map((item) => foundOf(item, (item.byUserSk?.S ?? '').slice(prefix.length)))
    .filter(({ timeId }) => timeId < before)
    .slice(0, limit);
};

const dayKeys = async (
  store: Store,
  listing: Place,
  day: Instant,
  before: string,
  limit: number,
): Promise<Found[]> => {
  const shards = await Promise.all(
    allShards(store.shards).map((shard) =>
      readStretch(store, listing.labels.keys, {
        table: store.tables.engine,
        index: 'byTime',
        partition: ['byTimePk', dayPartition(listing.tenant, listing.item, day, shard)],
        sort: { name: 'byTimeSk', before },
        isNewestFirst: true,
        limit,
      }),
    ),
  );
  return shards
    .flat()
    .map((item) => foundOf(item, item.byTimeSk?.S ?? ''))
    .sort(newestFirst)
    .slice(0, limit);
};

/**
 * Day of the newest row before that bound. A row's own place (`time#id`) may have others of its millisecond before
 * it, a bare time has none.
 */
const dayBefore = (before: string): Instant => {
  const at = instant(Date.parse(before.slice(0, timeLength)));
  return startOfDay(before.length > timeLength ? at : instant(at - 1));
};

/** Rows in the order of their keys, since a batch comes in none. */
const rowsOf = async <T>(
  store: Store,
  listing: Place & { readonly codec: ItemCodec<T> },
  found: readonly Found[],
): Promise<T[]> => {
  const keys = found.map(({ key }) => key);
  const items = await readRows(store, listing.labels.rows, store.tables.engine, keys);
  // Refunds of one payment lie in one partition.
  const nameOf = ({ pk, sk }: RowKey): string => `${pk} ${sk}`;
  const byKey = new Map(
    items.map((item) => [nameOf({ pk: item.pk?.S ?? '', sk: item.sk?.S ?? '' }), item]),
  );
  return keys.flatMap((key) => {
    const item = byKey.get(nameOf(key));
    return item === undefined ? [] : [listing.codec.decode(item)];
  });
};

interface Window {
  /** Exclusive upper bound of the next keys: the place of a row, or a time. */
  readonly before: string;
  readonly isOver: boolean;
}

/** The next keys and where to go on; days without rows are stepped over. */
const nextKeys = async (
  store: Store,
  listing: Place,
  window: Window,
  floor: Instant,
  limit: number,
): Promise<{ found: Found[]; window: Window }> => {
  if (listing.userId !== undefined) {
    const found = await byUserKeys(store, listing, listing.userId, window.before, limit);
    const inside = found.filter(({ timeId }) => timeId >= toIso(floor));
    const isOver = found.length < limit || inside.length < found.length;
    return { found: inside, window: { before: inside.at(-1)?.timeId ?? window.before, isOver } };
  }
  const day = dayBefore(window.before);
  const found = await dayKeys(store, listing, day, window.before, limit);
  const inside = found.filter(({ timeId }) => timeId >= toIso(floor));
  const isDayDone = found.length < limit;
  const before = isDayDone ? toIso(day) : (inside.at(-1)?.timeId ?? window.before);
  // A day that holds more than a page is not done when its rows are already too old.
  const isOver = inside.length < found.length || (isDayDone && day <= floor);
  return { found: inside, window: { before, isOver } };
};

/**
 * One page, newest first. Filtering may empty a batch of keys, so it goes on until the page is full,
 * the list ends, or the look-back of one call is used up.
 */
export const listNewest = async <T, Shown>(
  store: Store,
  listing: Listing<T, Shown>,
): Promise<Page<Shown>> => {
  const { page, now } = listing;
  const start = page.after ?? toIso(endOf(page, now));
  const { floor, isWhole } =
    listing.userId !== undefined && page.from !== undefined
      ? // One collection: days without rows cost nothing.
        { floor: page.from, isWhole: true }
      : reachOf(page, instant(Date.parse(start.slice(0, timeLength))));

  const items: Shown[] = [];
  let window: Window = { before: start, isOver: false };
  while (!window.isOver && items.length <= page.limit) {
    const wanted = page.limit + 1;
    const step = await nextKeys(store, listing, window, floor, wanted);
    items.push(...(await listing.shown(await rowsOf(store, listing, step.found))));
    window = step.window;
  }
  const shown = items.slice(0, page.limit);
  const last = shown.at(-1);
  if (items.length > page.limit && last !== undefined) {
    return { items: shown, next: listing.timeIdOf(last) };
  }
  return isWhole ? { items: shown } : { items: shown, next: toIso(floor) };
};
