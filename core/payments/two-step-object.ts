// The result of the two-step routes: how the payment stands after the call, and what the call posted.
// Source: API specification, section 6.4.
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import type { Payment } from './payment.ts';
import { authorizationObject, effectiveStatus, ledgerEntries } from './payment-object.ts';

const approvalNumberOf = (payment: Payment): string | undefined =>
  ('approval' in payment ? payment.approval?.approvalNumber : undefined) ??
  payment.authorization?.approvalNumber;

/** @param refundId - Of the refund that the call asked for. */
export const twoStepObject = (
  payment: Payment,
  groups: readonly LedgerGroup[],
  now: Instant,
  refundId?: string,
): JsonObject => {
  const approvalNumber = approvalNumberOf(payment);
  const { amount, amounts } = payment;
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    status: effectiveStatus(payment, now),
    amount: toWire(amount.minor),
    currency: amount.currency,
    ...(approvalNumber === undefined ? {} : { approvalNumber }),
    capturedAmount: toWire(amounts.captured.minor),
    refundedAmount: toWire(amounts.refunded.minor),
    ...(refundId === undefined ? {} : { refundId }),
    ...authorizationObject(payment),
    createdAt: toIso(payment.createdAt),
    ledgerEntries: ledgerEntries(groups),
  };
};
