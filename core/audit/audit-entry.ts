// A sealed audit record: its number in the chain of its tenant, and a hash over itself and the record
// before it. Whoever changes, drops or adds one breaks every hash behind it.
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { type AuditId, prefixed, type Uuid } from '#core/kernel/ids.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { AuditRecord } from '#core/outbox/outbox-row.ts';

/** What an outbox row tells: the record of one transaction. */
export interface Unsealed {
  readonly auditId: AuditId;
  readonly tenant: Tenant;
  readonly rootId: string;
  readonly record: AuditRecord;
}

export interface AuditEntry extends AuditRecord {
  readonly auditId: AuditId;
  /** `test.M123`. */
  readonly tenant: string;
  readonly rootId: string;
  /** 1 for the first record of the tenant; no number is left out. */
  readonly seq: number;
  readonly prevHash: string;
  /** SHA-256 in hex over `prevHash` and the canonical JSON (RFC 8785) of all fields but this one. */
  readonly hash: string;
}

/** `prevHash` of the first record. */
export const chainStart = '0'.repeat(64);

export const auditIdOf = (groupId: Uuid): AuditId => prefixed('aud', groupId);

export const hashOf = (entry: Omit<AuditEntry, 'hash'>, digests: Digests): string =>
  digests.sha256Hex(`${entry.prevHash}${canonicalJson(entry)}`);

export interface Link {
  readonly seq: number;
  readonly hash: string;
}

/** Continues a chain behind its last link. @returns The entries in the order of the records. */
export const sealedEntries = (
  last: Link,
  records: readonly Unsealed[],
  digests: Digests,
): AuditEntry[] => {
  let { seq, hash } = last;
  return records.map(({ auditId, tenant, rootId, record }) => {
    const body = { ...record, auditId, tenant: tenantText(tenant), rootId };
    const entry = { ...body, seq: seq + 1, prevHash: hash };
    seq = entry.seq;
    hash = hashOf(entry, digests);
    return { ...entry, hash };
  });
};

export interface Break {
  /** The record that differs: its id, or the number where one is missing. */
  readonly about: string;
  readonly says: string;
}

const breakOf = (
  { hash, ...entry }: AuditEntry,
  before: Link,
  digests: Digests,
): string | undefined => {
  if (entry.seq !== before.seq + 1) return `has number ${entry.seq} behind ${before.seq}`;
  if (entry.prevHash !== before.hash) return 'does not continue the record before it';
  return hashOf(entry, digests) === hash ? undefined : 'is not what was sealed';
};

/**
 * Recounts a stretch of one chain.
 *
 * @param before - The link in front of the stretch. @param entries - In the order of their numbers.
 * @returns What differs; each record is judged against the one as stored before it, so that one changed
 * record is named once.
 */
export const chainBreaks = (
  before: Link,
  entries: readonly AuditEntry[],
  digests: Digests,
): Break[] => {
  let last = before;
  return entries.flatMap((entry) => {
    const says = breakOf(entry, last, digests);
    last = entry;
    return says === undefined ? [] : [{ about: entry.auditId, says }];
  });
};
