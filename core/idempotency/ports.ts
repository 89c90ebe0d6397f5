// Tier 1 of idempotency: makes duplicates cheap. Tier 2, a condition in the business transaction, decides.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';

/** What the first tier says to a claim. `STALE`: somebody's claim whose lease is over, now ours. */
export type ClaimReply =
  | { readonly kind: 'NEW' }
  | { readonly kind: 'STALE' }
  | { readonly kind: 'BUSY'; readonly leaseLeftMs: number }
  | { readonly kind: 'DONE'; readonly answer: Answer }
  | { readonly kind: 'OTHER' };

/** Names one claim: the tenant, the SHA-256 of the scope (64 hex characters) and the caller's own mark. */
export interface ClaimName {
  readonly tenant: Tenant;
  readonly scopeHash: string;
  /** Names the process and request that holds the claim; another owner can neither finish nor free it. */
  readonly owner: string;
}

/**
 * The answer cache. Every method throws when the store cannot be reached within its time (25 ms):
 * the caller then works by tier 2 alone.
 */
export interface AnswerCache {
  claim(
    claim: ClaimName & { readonly fingerprint: string; readonly leaseMs: number },
  ): Promise<ClaimReply>;
  /** Stores a final answer. Owner `*` refills from tier 2. `false`: no longer the owner, nothing written. */
  done(
    claim: ClaimName & {
      readonly fingerprint: string;
      readonly answer: Answer;
      readonly ttlSeconds: number;
    },
  ): Promise<boolean>;
  /** Deletes the caller's own claim only. */
  free(claim: ClaimName): Promise<boolean>;
}
