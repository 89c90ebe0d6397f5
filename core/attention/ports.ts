// How attention items are found, by operators over every tenant, and what may be done about a payment.
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { AttentionId, MerchantId, PaymentId } from '#core/kernel/ids.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { AttentionItem, PgProof } from './attention-item.ts';

export interface AttentionItems {
  list(request: {
    readonly environment: Environment;
    readonly merchantId?: MerchantId;
    readonly kinds?: readonly string[];
    readonly statuses?: readonly string[];
    readonly page: PageRequest;
  }): Promise<Page<AttentionItem>>;
}

export interface AttentionLookUp {
  /** Whatever tenant of these it belongs to: an operator has the id alone. */
  findAnywhere(
    attentionId: AttentionId,
    tenants: readonly Tenant[],
  ): Promise<AttentionItem | undefined>;
  /** The items of an object that are not resolved, one per kind at most. */
  openOf(object: {
    readonly tenant: Tenant;
    readonly objectId: string;
  }): Promise<readonly AttentionItem[]>;
}

interface PaymentKey {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
}

/** What operators may let happen to a payment; each is harmless when repeated. */
export interface PaymentWork {
  /** Reads the PG for the call that is in doubt and applies what it proves. */
  readNow(key: PaymentKey & { readonly actor: string }): Promise<{
    readonly outcome: 'NOTHING_OPEN' | 'ENDED' | 'IN_DOUBT' | 'MISMATCH';
    readonly seen?: string;
  }>;
  /** Brings cancels made at the PG into our books. @returns false while one has no room there. */
  readCancels(key: PaymentKey): Promise<boolean>;
  /** Ends the call in doubt by the operators' word. @returns false when there was none that their word can end. */
  adoptOutcome(
    adopting: PaymentKey & {
      readonly as: 'SUCCESS' | 'FAILURE';
      readonly proof: PgProof;
      readonly cause: Cause;
    },
  ): Promise<boolean>;
  /** All that was left went back by hand. @returns false when the PG shows that it did not. */
  adoptManualReturn(
    adopting: PaymentKey & { readonly proof: PgProof; readonly cause: Cause },
  ): Promise<boolean>;
}
