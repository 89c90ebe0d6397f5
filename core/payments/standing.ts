// A payment without an open call and what stands around it, beside what the PG says of it: what that may lead to.
import { openItem } from '#core/attention/open-item.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Ids } from '#core/kernel/ports.ts';
import type { Order } from '#core/orders/order.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { Refund } from '#core/refunds/refund.ts';
import type { Evidence } from './attempt.ts';
import type { BareDraft } from './ending.ts';
import type { Payment } from './payment.ts';
import type { PgPayment } from './payment-gateway.ts';
import type { PaymentView } from './ports.ts';
import { paymentItem, paymentItemEvent } from './raise-mismatch.ts';

export interface Truth {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly pg: PgPayment;
  readonly evidence: Evidence;
  readonly cause: Cause;
}

/** A payment without an open call, and what stands around it. */
export interface Standing extends Truth {
  readonly view: PaymentView;
  readonly order: Order;
  readonly service: ServiceRequest | undefined;
  readonly at: Instant;
}

export type Finding =
  | 'STANDS'
  | 'LATER'
  | 'MISMATCH'
  /** Cancels of others, if there are any that our books do not know. */
  | 'CANCELS'
  /** It was never sent, and cannot be any more: afterwards there is room for the truth. */
  | { readonly refund: Refund }
  | { readonly draft: BareDraft; readonly bare?: BareDraft };

/** The order was delivered, and its money is gone: one open item for a person, written with the news. */
export const withItem = (
  standing: Standing,
  payment: Payment,
  draft: BareDraft,
  ids: Ids,
): Finding => {
  const { order, pg, at } = standing;
  if (order.status !== 'COMPLETED') return { draft };
  const item = paymentItem(
    { ids, at },
    { order, payment },
    {
      kind: 'DEPOSIT_REVERSED',
      suggestedActions: ['READ_AGAIN'],
      evidence: [{ payment: payment.status, paymentKey: pg.paymentKey, pgStatus: pg.status }],
    },
  );
  // Where one is open already, the news is written without another.
  const asking: BareDraft = {
    ...draft,
    changes: [...draft.changes, ...openItem(item)],
    events: [...present(draft.events, 'an end is told'), paymentItemEvent(item, payment.amount)],
  };
  return { draft: asking, bare: draft };
};
