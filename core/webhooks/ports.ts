// What taking in a PG's webhook needs of the world: whose address it is, how the PG writes, what came
// before, and a queue.
import type { WebhookRef } from '#core/contracts/queues/watch-message.ts';
import type { Tenant } from '#core/contracts/tenant.ts';

export interface WebhookEndpoints {
  /** @returns undefined for an id that nobody has. */
  byId(endpointId: string): Promise<Tenant | undefined>;
}

/** What came before, for as long as a PG may send it again. */
export interface SeenWebhooks {
  has(webhook: { readonly tenant: Tenant; readonly digest: string }): Promise<boolean>;
  mark(webhook: { readonly tenant: Tenant; readonly digest: string }): Promise<void>;
}

export interface WebhookQueue {
  /**
   * Returning means that it is kept.
   *
   * @param digest - A second one with the same digest may be dropped.
   * @param group - What has the same group is worked on one after the other.
   * @throws DependencyUnavailable when it may not be kept.
   */
  put(message: {
    readonly tenant: Tenant;
    readonly ref: WebhookRef;
    readonly digest: string;
    readonly group: string;
  }): Promise<void>;
}

/** One webhook as its PG wrote it. Nothing of it is proven. */
export interface PgNotice {
  /** The PG's name of the event. */
  readonly event: string;
  /** The PG's key of the object, or its order number. */
  readonly key: string;
  readonly status: string;
  readonly lastTransactionKey: string;
  /** Absent for events that the engine has no use for. */
  readonly hint?: Pick<WebhookRef, 'pgOrderId' | 'amount' | 'transactionKey' | 'secretDigest'>;
}

export interface SignedBytes {
  readonly bytes: Uint8Array;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How one PG writes its webhooks. */
export interface WebhookFormat {
  /** Absent where the PG does not sign. */
  readonly isAuthentic?: (webhook: SignedBytes) => Promise<boolean>;
  /** @returns undefined for what is no webhook of this PG at all: not a JSON object. */
  read(bytes: Uint8Array): PgNotice | undefined;
}
