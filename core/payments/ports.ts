// How payments are found. Every read names its tenant and is consistent.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import type { MerchantId, PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import type { PendingOrder } from '#core/orders/order.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { Refund } from '#core/refunds/refund.ts';
import type { Saga } from '#core/sagas/saga.ts';
import type { Attempt } from './attempt.ts';
import type { Payment } from './payment.ts';

/** Everything that is stored with a payment. */
export interface PaymentView {
  readonly payment: Payment;
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  readonly saga?: Saga;
  /** Every state passed, oldest first. */
  readonly history: readonly { readonly status: string; readonly at: Instant }[];
}

export interface PaymentFilter {
  readonly orderId?: string;
  readonly userId?: string;
  readonly statuses?: readonly string[];
  readonly provider?: string;
  /** The PG's transaction of the approval. */
  readonly pgTxId?: string;
}

export interface Payments {
  byId(key: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
  }): Promise<PaymentView | undefined>;
}

/** Apart from the look-up by id: most functions never list, and their bundles stay small. */
export interface PaymentLists {
  list(request: {
    readonly tenant: Tenant;
    readonly filter: PaymentFilter;
    readonly page: PageRequest;
  }): Promise<Page<Payment>>;
}

export interface PaymentLooks {
  /**
   * Says when the sweep looks at this payment again; without a time nobody does. A payment that somebody
   * has moved since it was read stays as it is.
   */
  moveOn(look: { readonly payment: Payment; readonly at?: Instant }): Promise<void>;
}

/** A payment with the one call of it that no answer has ended yet. */
export interface OpenCall {
  readonly payment: Payment;
  readonly attempt: Attempt;
}

/** How operators find payments: by what they have in hand, under every tenant. */
export interface PaymentSearch {
  /** Whose payment it is. */
  tenantOf(request: {
    readonly paymentId: PaymentId;
    readonly tenants: readonly Tenant[];
  }): Promise<Tenant | undefined>;
  /** Those the words of a PG or of a merchant name, in no order. */
  named(request: {
    readonly tenants: readonly Tenant[];
    readonly by: 'paymentKey' | 'orderId' | 'merchantOrderId';
    readonly value: string;
  }): Promise<readonly Payment[]>;
  /** Those of these payments that have an open call, with it. */
  callsOf(payments: readonly Payment[]): Promise<readonly OpenCall[]>;
  /**
   * The open calls of an environment, or of one merchant in it, those under way and those that wait for a person
   * among them: of each shard the thousand that are due first.
   */
  openCalls(request: {
    readonly environment: Environment;
    readonly merchantId?: MerchantId | undefined;
  }): Promise<readonly OpenCall[]>;
}

export interface LedgerReads {
  /** The groups under these effect keys that exist. */
  groups(request: {
    readonly tenant: Tenant;
    readonly effectKeys: readonly string[];
  }): Promise<readonly LedgerGroup[]>;
}

export interface Attempts {
  /**
   * Writes evidence and the next slot of an attempt that stays in doubt.
   *
   * @returns false when the attempt has moved since it was read: somebody else resolved it.
   */
  progress(step: { readonly before: Attempt; readonly after: Attempt }): Promise<boolean>;
}

/** A request that needs what is reserved to be let go first. */
export interface VoidFirst {
  readonly tenant: Tenant;
  readonly order: PendingOrder;
  readonly paymentId: PaymentId;
  readonly claim: IdempotencyClaim;
  readonly resource: { readonly type: string; readonly id: string };
  /** What the key made, as it is now, for an answer that is no longer kept. */
  readonly present: (record: IdempotencyRecord) => Promise<JsonObject | null>;
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
