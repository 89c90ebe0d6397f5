// A commit: everything one decision writes, in one transaction or not at all. Each change names a
// domain step; the store spells the condition that step needs.
import type { AttentionItem } from '#core/attention/attention-item.ts';
import type { Breaker } from '#core/breakers/breaker.ts';
import type { TransactionName } from '#core/contracts/labels.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import type { IdempotencyRecord, IdempotencyWrite } from '#core/idempotency/idempotency-record.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Result } from '#core/kernel/result.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import type { Merchant, WebhookEndpoint } from '#core/merchants/merchant.ts';
import type { Order } from '#core/orders/order.ts';
import type { Attempt } from '#core/payments/attempt.ts';
import type { Payment } from '#core/payments/payment.ts';
import type { Refund } from '#core/refunds/refund.ts';
import type { Saga } from '#core/sagas/saga.ts';
import type { Command } from './command.ts';
import type { OutboxRow } from './outbox-row.ts';

interface Step<T> {
  readonly before: T;
  readonly after: T;
}

export type UniqueKind = 'MORDER' | 'PGKEY' | 'PGTX' | 'REFUND' | 'ATTN';

export type Change =
  | { readonly change: 'order.create'; readonly order: Order }
  /** Status and version as read. */
  | ({ readonly change: 'order.advance' } & Step<Order>)
  /** PENDING, this payment current, not expired at that time, no cancel noted: checked, not written. */
  | { readonly change: 'order.isPayable'; readonly order: Order; readonly at: Instant }
  /** Status and version as read: checked, not written. A cancel noted meanwhile moves the version. */
  | { readonly change: 'order.isAsRead'; readonly order: Order }
  | { readonly change: 'payment.create'; readonly payment: Payment }
  /** Status and version as read; `via` lists every state passed, for the history. */
  | ({ readonly change: 'payment.advance'; readonly via?: readonly string[] } & Step<Payment>)
  /** READY and no open attempt: the version is not asked for, since the order stands for it. */
  | ({ readonly change: 'payment.open' } & Step<Payment>)
  | { readonly change: 'payment.isInDoubt'; readonly payment: Payment }
  | { readonly change: 'attempt.create'; readonly attempt: Attempt }
  /** State, fence and slot as read. */
  | ({ readonly change: 'attempt.advance' } & Step<Attempt>)
  | { readonly change: 'attempt.isOpen'; readonly attempt: Attempt }
  | { readonly change: 'refund.create'; readonly refund: Refund }
  | ({ readonly change: 'refund.advance' } & Step<Refund>)
  /** Nobody has told its account since it was read: checked, not written. */
  | { readonly change: 'refund.isPendingAccount'; readonly refund: Refund }
  | { readonly change: 'saga.create'; readonly saga: Saga }
  | ({ readonly change: 'saga.advance' } & Step<Saga>)
  /** No step has begun to wait since the saga was read: whoever ends its refund would have to resume it. */
  | { readonly change: 'saga.isNotWaiting'; readonly saga: Saga }
  | { readonly change: 'service.create'; readonly service: ServiceRequest }
  /** OPEN and version as read. */
  | ({ readonly change: 'service.advance' } & Step<ServiceRequest>)
  | {
      readonly change: 'unique.create';
      readonly tenant: Tenant;
      readonly kind: UniqueKind;
      readonly value: string;
      readonly owner: string;
      /** True where the same owner may hold it already (a payment key that is tried again). */
      readonly isSharedByOwner?: boolean;
    }
  /** The value is free for another owner. Only whoever owns it may give it back. */
  | {
      readonly change: 'unique.delete';
      readonly tenant: Tenant;
      readonly kind: UniqueKind;
      readonly value: string;
      readonly owner: string;
    }
  | { readonly change: 'attention.create'; readonly item: AttentionItem }
  /** Status and version as read. */
  | ({ readonly change: 'attention.advance' } & Step<AttentionItem>)
  | { readonly change: 'merchant.create'; readonly merchant: Merchant }
  | { readonly change: 'endpoint.create'; readonly endpoint: WebhookEndpoint }
  | { readonly change: 'key.create'; readonly key: ApiKey }
  /** State as read. */
  | ({ readonly change: 'key.advance' } & Step<ApiKey>)
  /** The merchant's list of usable keys as read: two creations at once cannot make three keys. */
  | ({ readonly change: 'merchant.advance' } & Step<Merchant>)
  /** The version as read, 0 where there was no row: counts of the former state end with it. */
  | ({ readonly change: 'breaker.put' } & Step<Breaker>);

export type ChangeName = Change['change'];

export interface Commit {
  readonly name: TransactionName;
  readonly tenant: Tenant;
  /** The request it answers, or the one that began the work. */
  readonly requestId: string;
  readonly idempotency?: IdempotencyWrite;
  readonly changes: readonly Change[];
  readonly groups: readonly LedgerGroup[];
  readonly commands: readonly Command[];
  readonly outbox?: OutboxRow;
}

/** Which condition was lost. The idempotency record is judged first and comes with its old content. */
export type CommitLost =
  | { readonly lost: 'idempotency'; readonly record: IdempotencyRecord | undefined }
  | {
      readonly lost: ChangeName | 'ledger';
      /** The owner a unique value has already. */
      readonly owner?: string;
    };

export interface UnitOfWork {
  /**
   * Commits all of it or nothing. A lost condition is a value, since each names a race.
   *
   * @throws DependencyUnavailable when it has certainly not happened.
   * @throws OutcomeUnknown when nobody knows; the caller reads before anything else.
   */
  commit(commit: Commit): Promise<Result<void, CommitLost>>;
}
