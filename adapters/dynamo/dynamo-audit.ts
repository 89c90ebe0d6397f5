// Where audit records come from, and the heads of their chains.
import {
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { auditIdOf, type Unsealed } from '#core/audit/audit-entry.ts';
import type { AuditHeads, AuditSource, Scan } from '#core/audit/ports.ts';
import type { StoreLabel } from '#core/contracts/labels.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { type Uuid, uuidTime, uuidv7 } from '#core/kernel/ids.ts';
import { earlier, fromIso, type Instant, instant, later, plus } from '#core/kernel/instant.ts';
import type { AuditRecord } from '#core/outbox/outbox-row.ts';
import { decodeHead, encodeHead } from './audit-items.ts';
import { auditHeadKey, auditScanKey, duePartition, keyOfDue, tenantOfKey } from './keys.ts';
import { outboxHour } from './outbox-items.ts';
import { readRow, readRows, readStretch } from './read-rows.ts';
import { type Attributes, fromAttributes, toAttributes } from './row-values.ts';
import { allShards, type Store } from './store.ts';
import { baseKey, waiting } from './waiting-rows.ts';

const hourMs = 3_600_000;

/** So many keys of one shard and hour are looked at together; a busier hour is looked at in parts. */
const keysMax = 500;

const unsealed = (item: Attributes): Unsealed => {
  const row = fromAttributes(item) as unknown as {
    readonly pk: string;
    readonly sk: Uuid;
    readonly rootId: string;
    readonly audit: AuditRecord;
  };
  return {
    auditId: auditIdOf(row.sk),
    tenant: tenantOfKey(row.pk),
    rootId: row.rootId,
    record: row.audit,
  };
};

const sortOf = (item: Attributes): string => item['sk']?.S ?? '';

/** The keys of one hour from a time on, and up to where every shard has been seen. */
const hourKeys = async (
  store: Store,
  from: Instant,
  before: Instant,
): Promise<{ readonly found: readonly Attributes[]; readonly until: Instant }> => {
  const shards = await Promise.all(
    allShards(store.shards).map((shard) =>
      readStretch(store, 'audit.rows', {
        table: store.tables.outbox,
        index: 'byTime',
        partition: ['byTimePk', outboxHour(from, shard)],
        sort: { name: 'byTimeSk', from: uuidv7(from, 0, 0n), before: uuidv7(before, 0, 0n) },
        limit: keysMax,
      }),
    ),
  );
  // A shard with more than its share ends the stretch for all: behind it something may be missing.
  const ends = shards.flatMap((shard) =>
    shard.length < keysMax ? [] : [uuidTime(sortOf(shard[shard.length - 1] ?? {}) as Uuid)],
  );
  const until = ends.reduce(earlier, before);
  // The end of a full shard is looked at again, but a stretch always moves on.
  const moved = later(until, plus(from, 1));
  const found = shards.flat().filter((item) => uuidTime(sortOf(item) as Uuid) < moved);
  return { found, until: moved };
};

export const dynamoAuditSource = (store: Store): AuditSource => ({
  between: async (from, before) => {
    let start = from;
    while (start < before) {
      const hourEnd = instant((Math.floor(start / hourMs) + 1) * hourMs);
      const { found, until } = await hourKeys(store, start, earlier(hourEnd, before));
      if (found.length > 0) {
        const keys = found.map(baseKey);
        const rows = await readRows(store, 'audit.row', store.tables.outbox, keys);
        const inOrder = rows.toSorted((a, b) => (sortOf(a) < sortOf(b) ? -1 : 1));
        return { records: inOrder.map(unsealed), until };
      }
      start = until;
    }
    return { records: [], until: before };
  },
  beginning: async () => {
    const [first] = await readStretch(store, 'merchant.first', {
      table: store.tables.engine,
      index: 'byTime',
      partition: ['byTimePk', 'sys.engine#MERCHANT'],
      limit: 1,
    });
    const at = first?.['byTimeSk']?.S;
    return at === undefined ? undefined : fromIso(at.slice(0, 24));
  },
});

/** A write under a condition. @returns What it leaves; undefined when the condition is lost. */
const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (fault) {
    if ((fault as Error).name === 'ConditionalCheckFailedException') return undefined;
    throw new DependencyUnavailable('dynamodb', fault);
  }
};

const update = (
  store: Store,
  label: StoreLabel,
  input: Omit<UpdateItemCommandInput, 'TableName' | 'ReturnValues'>,
): Promise<Attributes | undefined> =>
  attempt(async () => {
    const { tables, client } = store;
    const all = { ...input, TableName: tables.engine, ReturnValues: 'ALL_NEW' as const };
    const { Attributes: after } = await client.send(label, new UpdateItemCommand(all));
    return after ?? {};
  });

const moment = (at: Instant) => ({ N: String(at) });

export const dynamoAuditHeads = (store: Store): AuditHeads => ({
  scan: async () => {
    const item = await readRow(store, 'audit.scan', store.tables.engine, auditScanKey);
    if (item === undefined) return undefined;
    const { early, late } = fromAttributes(item) as unknown as Scan;
    return { early, late };
  },
  moveScan: async (before, { early, late }) => {
    const moved = await update(store, 'audit.scanOn', {
      Key: toAttributes({ ...auditScanKey }),
      UpdateExpression: 'SET #early = :early, #late = :late',
      // Another sealer has gone on from here meanwhile: its place holds.
      ConditionExpression:
        before === undefined
          ? 'attribute_not_exists(pk)'
          : '#early = :wasEarly AND #late = :wasLate',
      ExpressionAttributeNames: { '#early': 'early', '#late': 'late' },
      ExpressionAttributeValues: {
        ':early': moment(early),
        ':late': moment(late),
        ...(before === undefined
          ? {}
          : { ':wasEarly': moment(before.early), ':wasLate': moment(before.late) }),
      },
    });
    return moved !== undefined;
  },
  lease: async (tenant, now, until) => {
    const item = await update(store, 'audit.lease', {
      Key: toAttributes({ ...auditHeadKey(tenant) }),
      UpdateExpression: 'SET #leaseUntil = :until ADD #version :one',
      // Another sealer works on this chain, and its lease still holds.
      ConditionExpression: 'attribute_not_exists(#leaseUntil) OR #leaseUntil <= :now',
      ExpressionAttributeNames: { '#leaseUntil': 'leaseUntil', '#version': 'version' },
      ExpressionAttributeValues: {
        ':until': moment(until),
        ':now': moment(now),
        ':one': { N: '1' },
      },
    });
    return item === undefined ? undefined : decodeHead(tenant, item);
  },
  write: async (head, leaseUntil) => {
    const next = { ...head, version: head.version + 1 };
    const { client, tables } = store;
    const put = await attempt(() =>
      client.send(
        'audit.head',
        new PutItemCommand({
          TableName: tables.engine,
          Item: encodeHead(store, next, leaseUntil),
          // The lease ran out and somebody else has taken it: what this sealer knows is old.
          ConditionExpression: '#version = :isVersion',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':isVersion': { N: String(head.version) } },
        }),
      ),
    );
    return put === undefined ? undefined : next;
  },
  dueForAnchor: async (before) => {
    const { entries } = await waiting(store, {
      label: 'audit.due',
      table: store.tables.engine,
      index: 'due',
      attribute: 'duePk',
      sort: 'dueSk',
      partitionOf: (shard) => duePartition('AUDIT', shard),
      before,
      limit: 1_000,
    });
    return entries.map((item) => tenantOfKey(keyOfDue(item['dueSk']?.S ?? '').pk));
  },
});
