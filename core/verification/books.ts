// What is recounted: the stored rows of one tenant as they are, decoded and nothing more. Recounting
// imports no rule of the modules whose work it checks, so that a wrong rule cannot excuse itself.
import type { AuditEntry, Link } from '#core/audit/audit-entry.ts';
import type { AuditId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { AuditRecord } from '#core/outbox/outbox-row.ts';

export interface MoneyRow {
  readonly currency: string;
  readonly minor: bigint;
}

export interface PaymentRow {
  readonly paymentId: string;
  readonly orderId: string;
  readonly status: string;
  readonly seq: number;
  readonly amount: MoneyRow;
  readonly amounts: Readonly<
    Record<'captured' | 'refundable' | 'refunding' | 'refunded', MoneyRow>
  >;
  readonly openAttempt?: { readonly id: string };
  /** Transaction keys of the deposits that the bank took back, oldest first. */
  readonly reversals?: readonly string[];
  readonly createdAt: Instant;
}

export interface AttemptRow {
  readonly paymentId: string;
  /** As its row is named: `CONFIRM#pay_…#001`. */
  readonly attemptId: string;
  readonly op: string;
  readonly state: string;
  readonly amount: MoneyRow;
}

export interface RefundRow {
  readonly refundId: string;
  readonly paymentId: string;
  readonly status: string;
  readonly seq: number;
  readonly amount: MoneyRow;
  readonly destination?: string;
  readonly createdAt: Instant;
}

export interface OrderRow {
  readonly orderId: string;
  readonly status: string;
  readonly seq: number;
  readonly paymentIds: readonly string[];
  readonly createdAt: Instant;
}

export interface GroupRow {
  /** As its key names it; `effectKey` is what the row itself says. */
  readonly keyedAs: string;
  readonly effectKey: string;
  readonly currency: string;
  /** The effect that it takes back. */
  readonly reverses?: string;
  readonly recordedAt: Instant;
  readonly lines: readonly {
    readonly account: string;
    readonly side: string;
    readonly amount: bigint;
  }[];
}

export interface EventRow {
  readonly id: string;
  readonly subject: string;
  readonly sequence: number;
}

export interface OutboxRecord {
  readonly groupId: string;
  readonly auditId: AuditId;
  readonly createdAt: Instant;
  /** How many events the row says it has. */
  readonly n: number;
  readonly events: readonly EventRow[];
  readonly isPending: boolean;
  readonly isPublished: boolean;
  readonly audit: AuditRecord;
}

export interface CommandRow {
  readonly commandId: string;
  /** What it is about: a payment, or its saga. */
  readonly objectId: string;
  readonly createdAt: Instant;
  /** Not handed out yet. */
  readonly isPending: boolean;
}

/** Other aggregates that count their events: sagas, service requests, attention items. */
export interface CountedRow {
  readonly id: string;
  readonly seq: number;
  readonly createdAt: Instant;
}

export interface Books {
  /** `test.M123`. */
  readonly tenant: string;
  readonly orders: readonly OrderRow[];
  readonly payments: readonly PaymentRow[];
  readonly attempts: readonly AttemptRow[];
  readonly refunds: readonly RefundRow[];
  readonly counted: readonly CountedRow[];
  readonly groups: readonly GroupRow[];
  readonly outbox: readonly OutboxRecord[];
  readonly commands: readonly CommandRow[];
  /** In the order of their numbers. */
  readonly audit: readonly AuditEntry[];
  /** Where the chain ends by its own word; absent before the first record was sealed. */
  readonly head?: Link;
}

/** One record that differs from what the others say of it. */
export interface Difference {
  readonly kind: 'payment' | 'refund' | 'ledger' | 'outbox' | 'command' | 'audit';
  readonly record: string;
  readonly says: string;
}
