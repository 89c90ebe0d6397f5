// Work the engine may not finish by itself, with the evidence gathered so far: the manual queue.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { AttentionId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Money } from '#core/kernel/money.ts';
import type { Versioned } from '#core/kernel/versioned.ts';

export type AttentionKind =
  | 'IN_DOUBT_EXHAUSTED'
  | 'INTEGRITY_MISMATCH'
  | 'CANCEL_REFUSED'
  | 'COMPENSATION_STUCK'
  | 'SAGA_STUCK'
  | 'LATE_SUCCESS'
  | 'DEPOSIT_REVERSED';

export interface AttentionItem extends Versioned {
  readonly tenant: Tenant;
  readonly attentionId: AttentionId;
  readonly kind: AttentionKind;
  readonly objectType: 'payment' | 'saga' | 'refund';
  readonly objectId: string;
  readonly orderId?: string;
  readonly paymentId?: string;
  readonly moneyAtRisk?: Money;
  readonly step?: string;
  readonly evidence: readonly JsonObject[];
  readonly suggestedActions: readonly string[];
  readonly severity: 'P1' | 'P2';
  readonly status: 'OPEN';
  readonly openedAt: Instant;
  readonly dueAt: Instant;
}

/** P1 where money is at risk, else P2. */
export const severityOf = (kind: AttentionKind): 'P1' | 'P2' =>
  kind === 'INTEGRITY_MISMATCH' || kind === 'COMPENSATION_STUCK' ? 'P1' : 'P2';

/** One open item per object and kind, by this unique value. */
export const attentionKey = (item: Pick<AttentionItem, 'objectId' | 'kind'>): string =>
  `${item.objectId}#${item.kind}`;
