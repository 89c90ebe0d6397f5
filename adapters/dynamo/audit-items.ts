// The audit log as rows: the head of a chain, its sealed records by day, and its anchors.
import type { Anchor } from '#core/audit/anchor.ts';
import type { AuditEntry } from '#core/audit/audit-entry.ts';
import { chainStart } from '#core/audit/audit-entry.ts';
import type { AuditHead } from '#core/audit/ports.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import { type AuditId, base32Time } from '#core/kernel/ids.ts';
import { type Instant, instant, plus } from '#core/kernel/instant.ts';
import {
  anchorPartition,
  anchorSort,
  auditHeadKey,
  auditPartition,
  duePartition,
  dueSort,
  type RowKey,
} from './keys.ts';
import { type Attributes, fromAttributes, type Row, toAttributes } from './row-values.ts';
import { type Store, shardOf } from './store.ts';

/** An anchor is due an hour after the last; the next run makes it, so the row says when. */
const anchorEveryMs = 3_600_000;

const firstHead = (tenant: Tenant): AuditHead => ({
  tenant,
  version: 0,
  seq: 0,
  hash: chainStart,
  indexedSeq: 0,
  lastBatch: '',
  anchoredSeq: 0,
  anchoredAt: instant(0),
  batches: [],
});

/** @param item - The row as it is; a lease on a chain without records leaves little else in it. */
export const decodeHead = (tenant: Tenant, item: Attributes): AuditHead => {
  const row = fromAttributes(item) as unknown as Partial<AuditHead>;
  assert(typeof row.version === 'number', 'a head has its fence');
  const known = Object.entries(row).filter(([name]) => name in firstHead(tenant));
  return { ...firstHead(tenant), ...Object.fromEntries(known), tenant };
};

/** Waits for an anchor: in the index of open work until it has one. */
const due = (head: AuditHead, shards: number): Row => {
  if (head.seq === head.anchoredSeq) return {};
  const { tenant, anchoredAt } = head;
  const key = auditHeadKey(tenant);
  return {
    duePk: duePartition('AUDIT', shardOf(key.pk, shards)),
    dueSk: dueSort(plus(anchoredAt, anchorEveryMs), key),
  };
};

export const encodeHead = (
  store: Store,
  { tenant, ...head }: AuditHead,
  leaseUntil: Instant | undefined,
): Attributes =>
  toAttributes({
    ...auditHeadKey(tenant),
    ...head,
    ...(leaseUntil === undefined ? {} : { leaseUntil }),
    ...due({ tenant, ...head }, store.shards),
  });

export const entryKey = (store: Store, tenant: Tenant, auditId: AuditId): RowKey => ({
  pk: auditPartition(tenant, base32Time(auditId), shardOf(auditId, store.shards)),
  sk: auditId,
});

/** The whole record in one attribute: nothing of it is an attribute that a query could confuse. */
export const encodeEntry = (store: Store, tenant: Tenant, entry: AuditEntry): Attributes =>
  toAttributes({
    ...entryKey(store, tenant, entry.auditId),
    seq: entry.seq,
    entry: { ...entry } as Row,
  });

export const decodeEntry = (item: Attributes): AuditEntry => {
  const { entry } = fromAttributes(item) as { readonly entry?: unknown };
  assert(typeof entry === 'object' && entry !== null, 'an index row has its record');
  return entry as AuditEntry;
};

export const encodeAnchor = (tenant: Tenant, anchor: Anchor, archivedAs: string): Attributes =>
  toAttributes({
    pk: anchorPartition(tenant),
    sk: anchorSort(anchor.statement.to),
    archivedAs,
    ...anchor,
    statement: { ...anchor.statement },
  });
