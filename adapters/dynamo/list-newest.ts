// Newest-first lists over the tenant's indexes: keys first, then the rows in one batch, then the filter.
// A list by user is one collection; a list by time asks the shards of a day together and merges them.
import type { StoreLabel } from '#core/contracts/labels.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { type Instant, instant, plus, toIso } from '#core/kernel/instant.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { ItemCodec } from './aggregate-items.ts';
import { dayPartition, type RowKey, userPartition } from './keys.ts';
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

const dayMs = 86_400_000;
const lookBackDays = 31;

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

const startOfDay = (at: Instant): Instant => instant(Math.floor(at / dayMs) * dayMs);

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
  /** Exclusive upper bound of the next keys. */
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
  const day = startOfDay(instant(Date.parse(window.before.slice(0, 24)) - 1));
  const found = await dayKeys(store, listing, day, window.before, limit);
  const inside = found.filter(({ timeId }) => timeId >= toIso(floor));
  const isDayDone = found.length < limit;
  const before = isDayDone ? toIso(day) : (inside.at(-1)?.timeId ?? toIso(day));
  return { found: inside, window: { before, isOver: isDayDone && day <= floor } };
};

/** Cuts the fraction of nothing: the position of a list that has not begun. */
const startOf = ({ after, to }: PageRequest, now: Instant): string =>
  after ?? toIso(to ?? plus(now, 60_000));

/**
 * One page, newest first. Filtering may empty a batch of keys, so it goes on until the page is full,
 * the list ends, or the look-back of one call is used up.
 */
export const listNewest = async <T, Shown>(
  store: Store,
  listing: Listing<T, Shown>,
): Promise<Page<Shown>> => {
  const { page, now } = listing;
  const start = startOf(page, now);
  const lookBack = plus(instant(Date.parse(start.slice(0, 24))), -lookBackDays * dayMs);
  const floor =
    page.from ?? (page.floor !== undefined && page.floor > lookBack ? page.floor : lookBack);
  const isWhole = page.from !== undefined || page.floor === floor;

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
