// A command: work that must follow a transaction and that a stream, or the sweeper, hands out.
// Every kind is harmless when repeated.
import type { WebhookRef } from '#core/contracts/queues/watch-message.ts';
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { Uuid } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';

/** What a watchdog message points at. */
export type WatchRef =
  | {
      readonly kind: 'ATTEMPT';
      readonly paymentId: string;
      readonly attemptId: string;
      readonly slot: number;
    }
  | { readonly kind: 'SERVICE'; readonly serviceRequestId: string }
  /** Cancels made at the PG that must come into our books. */
  | { readonly kind: 'CANCELS'; readonly paymentId: string; readonly slot: number }
  /** The refund of a payment that has waited longest for its turn. */
  | { readonly kind: 'REFUND'; readonly paymentId: string }
  /** A payment that is reserved or waits for money: its order's cancel is noted, or there is news. */
  | { readonly kind: 'VOID'; readonly paymentId: string; readonly afterRefusals?: number }
  /** A webhook of the PG that has to wait: for its payment, for a call under way, for the PG. */
  | WebhookRef;

export type CommandBody =
  | { readonly kind: 'START_SAGA'; readonly executionName: string; readonly input: SagaInput }
  | {
      readonly kind: 'RESUME_SAGA';
      readonly paymentId: string;
      readonly token: string;
      readonly outcome: string;
    }
  | { readonly kind: 'WATCHDOG'; readonly ref: WatchRef; readonly at: Instant }
  /** The PG operation a refund had to wait for has ended. */
  | { readonly kind: 'SEND_REFUND'; readonly paymentId: string }
  /**
   * A cancel was noted and the payment is reserved at the PG: it must be let go. `afterRefusals`: a person
   * asks once more, who knows of so many refused voids.
   */
  | { readonly kind: 'VOID'; readonly paymentId: string; readonly afterRefusals?: number };

export interface Command {
  readonly tenant: Tenant;
  readonly commandId: Uuid;
  /** The object it belongs to: its rows lie together. */
  readonly objectId: string;
  readonly createdAt: Instant;
  readonly body: CommandBody;
}
