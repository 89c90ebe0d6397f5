// The outbox row: the events of one transaction for one user, with the audit record of the request.
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { Uuid } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';

/** Who did what to which object; kept seven years, never published. */
export interface AuditRecord {
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly statusBefore?: string;
  readonly statusAfter?: string;
  /** Settings before and after, where an operator changed them. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly code?: string;
  readonly requestId: string;
  readonly traceparent?: string;
  readonly ip?: string;
  readonly at: string;
  readonly reason?: string;
}

export interface OutboxRow {
  readonly tenant: Tenant;
  readonly userId?: string;
  /** Order, or the object without one: all rows of an aggregate share it. */
  readonly rootId: string;
  /** A UUIDv7 with rand_a = 0; event i is the same with rand_a = i. */
  readonly groupId: Uuid;
  readonly createdAt: Instant;
  readonly events: readonly CloudEvent[];
  readonly audit: AuditRecord;
}
