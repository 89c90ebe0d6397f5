// What sealing and reading the audit log need of the world.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { AuditId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { Anchor } from './anchor.ts';
import type { AuditEntry, Unsealed } from './audit-entry.ts';

/** The records as transactions left them. */
export interface AuditSource {
  /**
   * Records of every tenant from a time on, in the order of their time.
   *
   * @returns `until`: every record before it was looked at; `before`, or less where there are many.
   */
  between(
    from: Instant,
    before: Instant,
  ): Promise<{ readonly records: readonly Unsealed[]; readonly until: Instant }>;
  /** No record is older. */
  beginning(): Promise<Instant | undefined>;
}

/** How far the records have been looked at: soon after they were made, and again for late commits. */
export interface Scan {
  readonly early: Instant;
  readonly late: Instant;
}

export interface AuditHead {
  readonly tenant: Tenant;
  /** Fence: rises with every write, so that a sealer that was late writes nothing. */
  readonly version: number;
  readonly seq: number;
  readonly hash: string;
  /** Behind `seq` after a crash: the last batch is archived and not indexed yet. */
  readonly indexedSeq: number;
  /** Key of the last batch; empty before the first. */
  readonly lastBatch: string;
  readonly anchoredSeq: number;
  /** When the last anchor was made, or the first record sealed. */
  readonly anchoredAt: Instant;
  /** Keys of the batches since the last anchor. */
  readonly batches: readonly string[];
}

export interface AuditHeads {
  scan(): Promise<Scan | undefined>;
  /** @returns false when another sealer has moved it meanwhile. */
  moveScan(before: Scan | undefined, after: Scan): Promise<boolean>;
  /** Takes the lease of a chain. @returns undefined while another sealer holds it. */
  lease(tenant: Tenant, now: Instant, until: Instant): Promise<AuditHead | undefined>;
  /**
   * Writes a head that this sealer holds; its version is the fence.
   *
   * @param leaseUntil - Absent to give the lease back.
   * @returns The head as it is now; undefined when somebody else holds the chain.
   */
  write(head: AuditHead, leaseUntil?: Instant): Promise<AuditHead | undefined>;
  /** Chains whose last records wait for an anchor since then. */
  dueForAnchor(before: Instant): Promise<readonly Tenant[]>;
}

/** Write once, read for seven years. */
export interface AuditArchive {
  write(key: string, text: string): Promise<void>;
  read(key: string): Promise<string>;
}

export interface AuditIndex {
  /** Those that are not indexed yet. */
  lacking(tenant: Tenant, auditIds: readonly AuditId[]): Promise<ReadonlySet<AuditId>>;
  add(tenant: Tenant, entries: readonly AuditEntry[]): Promise<void>;
  addAnchor(tenant: Tenant, anchor: Anchor, archivedAs: string): Promise<void>;
}

export interface AuditReads {
  findAnywhere(auditId: AuditId, tenants: readonly Tenant[]): Promise<AuditEntry | undefined>;
  /** The key of the anchor over this record; undefined while there is none. */
  anchorOver(entry: AuditEntry): Promise<string | undefined>;
  list(request: {
    readonly tenant: Tenant;
    readonly actor?: string;
    readonly object?: string;
    readonly action?: string;
    readonly page: PageRequest;
  }): Promise<Page<AuditEntry>>;
}

export interface AnchorSigner {
  readonly keyArn: string;
  /** @returns ECDSA P-256 over SHA-256 of the text, DER in base64. */
  sign(text: string): Promise<string>;
}
