// The index of sealed records: by day for lists, by id for proofs, and the anchors over them.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '#core/audit/audit-entry.ts';
import type { AuditIndex, AuditReads } from '#core/audit/ports.ts';
import { parseTenant, type Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { type AuditId, base32Time, prefixed, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageRequest } from '#core/orders/ports.ts';
import { decodeEntry, encodeAnchor, encodeEntry, entryKey } from './audit-items.ts';
import { anchorPartition, anchorSort, auditPartition } from './keys.ts';
import { dayMs, endOf, reachOf, startOfDay } from './look-back.ts';
import { readRows, readStretch } from './read-rows.ts';
import { allShards, type Store } from './store.ts';

/** So many rows are written side by side. */
const togetherMax = 25;

const orAway = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (fault) {
    throw new DependencyUnavailable('dynamodb', fault);
  }
};

export const dynamoAuditIndex = (store: Store): AuditIndex => ({
  lacking: async (tenant, auditIds) => {
    const keys = auditIds.map((auditId) => entryKey(store, tenant, auditId));
    const rows = await readRows(store, 'audit.lacking', store.tables.readModel, keys);
    const known = new Set(rows.map(({ sk }) => sk?.S));
    return new Set(auditIds.filter((auditId) => !known.has(auditId)));
  },
  add: (tenant, entries) =>
    orAway(async () => {
      const put = (entry: AuditEntry) =>
        store.client.send(
          'audit.index',
          new PutItemCommand({
            TableName: store.tables.readModel,
            Item: encodeEntry(store, tenant, entry),
          }),
        );
      for (let at = 0; at < entries.length; at += togetherMax) {
        await Promise.all(entries.slice(at, at + togetherMax).map(put));
      }
    }),
  addAnchor: (tenant, anchor, archivedAs) =>
    orAway(async () => {
      const Item = encodeAnchor(tenant, anchor, archivedAs);
      const command = new PutItemCommand({ TableName: store.tables.readModel, Item });
      await store.client.send('audit.anchor', command);
    }),
});

/** Ids begin with their time: a bound on them is a bound in time. */
const firstIdOf = (at: Instant): AuditId => prefixed('aud', uuidv7(at, 0, 0n));

/** Day of the newest record before that bound: a record's own id may have others of its millisecond before it. */
const dayBefore = (before: string): Instant => {
  const at = base32Time(before);
  return startOfDay(before === firstIdOf(at) ? plus(at, -1) : at);
};

/** Of one shard, in one read. */
const stretchMax = 1_000;

/** Reads of crowded days in one call; a filter that leaves little goes on from the cursor. */
const crowdedMax = 8;

interface Stretch {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** Where the rest of the day begins: older records of it may not have come along. */
  readonly rest: string | undefined;
}

/** The newest records of a day up to that bound, from all its shards. */
const ofDay = async (
  store: Store,
  tenant: Tenant,
  day: Instant,
  before: string,
): Promise<Stretch> => {
  const shards = await Promise.all(
    allShards(store.shards).map((shard) =>
      readStretch(store, 'audit.list', {
        table: store.tables.readModel,
        partition: ['pk', auditPartition(tenant, day, shard)],
        sort: { name: 'sk', before },
        isNewestFirst: true,
        limit: stretchMax,
      }),
    ),
  );
  const entries = shards
    .flat()
    .map(decodeEntry)
    .sort((a, b) => (a.auditId < b.auditId ? 1 : -1));
  // A shard that gave all it may has older ones; from the newest such end on, the day is not known whole.
  const rest = shards
    .filter((items) => items.length >= stretchMax)
    .map((items) => decodeEntry(present(items.at(-1), 'a full stretch has a last row')).auditId)
    .sort()
    .at(-1);
  return { entries: entries.filter(({ auditId }) => auditId >= (rest ?? '')), rest };
};

const isAsked = (
  { actor, object, action }: AuditEntry,
  asked: { readonly actor?: string; readonly object?: string; readonly action?: string },
): boolean =>
  (asked.actor ?? actor) === actor &&
  (asked.object ?? object) === object &&
  (asked.action ?? action) === action;

/** One more than a page, day by day; `rest` where the call ends before the list does. */
const newestOf = async (
  store: Store,
  tenant: Tenant,
  page: PageRequest,
  now: Instant,
  isShown: (entry: AuditEntry) => boolean,
): Promise<{ readonly items: readonly AuditEntry[]; readonly rest: string | undefined }> => {
  let before: string = page.after ?? firstIdOf(endOf(page, now));
  let day = dayBefore(before);
  const { floor, isWhole } = reachOf(page, day);
  const items: AuditEntry[] = [];
  const isOver = (): boolean => day < startOfDay(floor) || base32Time(before) < floor;
  let crowded = 0;
  while (items.length <= page.limit && !isOver() && crowded < crowdedMax) {
    const { entries, rest } = await ofDay(store, tenant, day, before);
    const inside = entries.filter(({ auditId }) => base32Time(auditId) >= floor);
    items.push(...inside.filter((entry) => entry.auditId < before && isShown(entry)));
    before = rest ?? firstIdOf(day);
    if (rest === undefined) day = plus(day, -dayMs);
    else crowded += 1;
  }
  return { items, rest: isWhole && isOver() ? undefined : before };
};

export const dynamoAuditReads = (store: Store, clock: Clock): AuditReads => ({
  findAnywhere: async (auditId, tenants) => {
    const keys = tenants.map((tenant) => entryKey(store, tenant, auditId));
    const [item] = await readRows(store, 'audit.byId', store.tables.readModel, keys);
    return item === undefined ? undefined : decodeEntry(item);
  },
  anchorOver: async ({ tenant, seq }) => {
    const of = present(parseTenant(tenant), 'a record names its tenant');
    const [first] = await readStretch(store, 'audit.anchorOver', {
      table: store.tables.readModel,
      partition: ['pk', anchorPartition(of)],
      sort: { name: 'sk', from: anchorSort(seq) },
      limit: 1,
    });
    return first?.['archivedAs']?.S;
  },
  list: async ({ tenant, page, ...asked }) => {
    const found = await newestOf(store, tenant, page, clock.now(), (entry) =>
      isAsked(entry, asked),
    );
    const items = found.items.slice(0, page.limit);
    const last = items.at(-1);
    if (found.items.length > page.limit && last !== undefined) return { items, next: last.auditId };
    return found.rest === undefined ? { items } : { items, next: found.rest };
  },
});
