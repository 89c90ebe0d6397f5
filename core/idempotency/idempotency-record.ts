// Tier 2 of idempotency: the record inside the business transaction. It decides; tier 1 only hurries.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { Instant } from '#core/kernel/instant.ts';

export type IdempotencyState = 'IN_PROGRESS' | 'RECOVERABLE' | 'COMPLETED';
export type RecoveryPoint = 'NONE' | 'CLAIMED' | 'RECORDED';

export interface IdempotencyRecord {
  readonly tenant: Tenant;
  /** `METHOD route#key`; the tenant stands in front of it in the store. */
  readonly scope: string;
  readonly fingerprint: string;
  readonly state: IdempotencyState;
  /** Rises by one with each take-over; every write of the operation needs its own fence. */
  readonly fence: number;
  readonly leaseUntil?: Instant;
  readonly recoveryPoint: RecoveryPoint;
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly httpStatus?: number;
  readonly code?: string;
  readonly requestId: string;
  readonly createdAt: Instant;
  readonly completedAt?: Instant;
}

/** One request's hold on its key, as the use case carries it. */
export interface IdempotencyClaim {
  readonly scope: string;
  readonly fingerprint: string;
  readonly leaseMs: number;
  /** How long a final answer can be replayed. */
  readonly answerTtlSeconds: number;
  /** Set when an abandoned or released record is taken over: the fence that was read. */
  readonly takeOver?: number;
}

/** What a transaction does to the record. `claim` and `complete` are fresh, a take-over, or our own fence. */
export type IdempotencyWrite =
  | {
      readonly kind: 'claim';
      readonly claim: IdempotencyClaim;
      readonly resource: { readonly type: string; readonly id: string };
      readonly at: Instant;
    }
  | {
      /** A one-transaction operation: the record appears COMPLETED, with its answer. */
      readonly kind: 'complete';
      readonly claim: IdempotencyClaim;
      readonly resource?: { readonly type: string; readonly id: string };
      readonly answer: Answer;
      readonly at: Instant;
    }
  | {
      /** The end of an operation that claimed before: needs its fence and an unfinished record. */
      readonly kind: 'finish';
      readonly scope: string;
      readonly fence: number;
      readonly answer: Answer;
      readonly answerTtlSeconds: number;
      readonly at: Instant;
    }
  | {
      /** Back to RECOVERABLE: recovery point NONE when nothing was sent, CLAIMED while in doubt. */
      readonly kind: 'recoverable';
      readonly scope: string;
      readonly fence: number;
      readonly recoveryPoint: 'NONE' | 'CLAIMED';
      readonly at: Instant;
    };

/** The fence a claim will have once its transaction has committed. */
export const fenceOf = (claim: IdempotencyClaim): number =>
  claim.takeOver === undefined ? 1 : claim.takeOver + 1;
