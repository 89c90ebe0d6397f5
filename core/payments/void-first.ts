// What a cancel asks of the void that must come before it, and what it is told.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { PendingOrder } from '#core/orders/order.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { Present } from './keyed-call.ts';

/** A request that needs what is reserved to be let go first. */
export interface VoidFirst {
  readonly tenant: Tenant;
  readonly order: PendingOrder;
  readonly paymentId: PaymentId;
  readonly claim: IdempotencyClaim;
  readonly resource: { readonly type: string; readonly id: string };
  readonly present: Present;
  readonly cause: Cause;
  readonly reason: string;
  /** The order itself is cancelled: noted with the claim, so that nothing captures what is voided. */
  readonly notesCancel: boolean;
  readonly remainingMs: () => number;
}

/** `LOOK_AGAIN`: a row has moved, or nothing is reserved any more; the request goes on under this claim. */
export type Voided =
  | { readonly kind: 'ANSWER'; readonly answer: Answer }
  | { readonly kind: 'LOOK_AGAIN'; readonly claim: IdempotencyClaim }
  /** The deposit came first: the engine compensates it where the order's cancel is noted. */
  | { readonly kind: 'OVERTAKEN'; readonly claim: IdempotencyClaim }
  | { readonly kind: 'REFUSED'; readonly claim: IdempotencyClaim };
