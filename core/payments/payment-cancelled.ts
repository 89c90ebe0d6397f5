// The event of a payment that ends CANCELLED, whoever ended it.
import { toWire } from '#core/kernel/money.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Payment } from './payment.ts';

export const cancelledEvent = (
  payment: Payment,
  origin: 'COMPENSATION' | 'EXTERNAL' | 'REQUEST' | 'ENGINE',
  reason: string,
): EventDraft => ({
  type: 'payment.cancelled',
  of: payment.paymentId,
  data: {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    amount: toWire(payment.amount.minor),
    currency: payment.amount.currency,
    origin,
    reason,
  },
});
