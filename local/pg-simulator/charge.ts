// POST /v1/billing/{billingKey}: a payment without a buyer, approved at once. Its success sends no webhook.
import { toMinor } from './amounts.ts';
import type { BillingRecord } from './billing-record.ts';
import { declineCode, declined, isOrderTaken, limitCode, orderIdForm } from './confirm.ts';
import { newPayment } from './new-payment.ts';
import { type Call, type Outcome, refused } from './outcome.ts';
import { approved, opened, type PaymentRecord } from './payment-record.ts';
import type { FaultMark } from './state.ts';

const currency = 'KRW';

interface WantedCharge {
  readonly customerKey: string;
  readonly orderId: string;
  readonly orderName: string;
  /** Major units, as asked: magic amounts are told by it. */
  readonly amount: number;
  readonly minor: number;
  readonly taxFree: number;
  readonly taxExemption: number;
}

const isText = (value: unknown, lengthMax: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= lengthMax;

/** @returns undefined for a malformed body. */
const wantedOf = (body: Call['body']): WantedCharge | undefined => {
  const { customerKey, orderId, orderName, amount } = body ?? {};
  if (!isText(customerKey, 300) || !isText(orderName, 100)) return undefined;
  if (typeof orderId !== 'string' || !orderIdForm.test(orderId)) return undefined;
  const minor = toMinor(amount, currency);
  const taxFree = toMinor(body?.['taxFreeAmount'] ?? 0, currency);
  const taxExemption = toMinor(body?.['taxExemptionAmount'] ?? 0, currency);
  if (minor === undefined || taxFree === undefined || taxExemption === undefined) return undefined;
  if (minor <= 0 || taxFree < 0 || taxExemption < 0 || taxFree + taxExemption > minor) {
    return undefined;
  }
  return { customerKey, orderId, orderName, amount: Number(amount), minor, taxFree, taxExemption };
};

const billingRefusal = (
  call: Call,
  billing: BillingRecord | undefined,
  wanted: WantedCharge,
): string | undefined => {
  if (billing?.mId !== call.merchant.mId) return 'INVALID_BILL_KEY_REQUEST';
  if (billing.removedAt !== null) return 'ALREADY_REMOVED_BILLING_KEY';
  if (billing.customerKey !== wanted.customerKey) return 'NOT_MATCHES_CUSTOMER_KEY';
  return isOrderTaken(call, wanted.orderId) ? 'DUPLICATED_ORDER_ID' : undefined;
};

const made = (call: Call, wanted: WantedCharge): PaymentRecord => {
  const { orderId, orderName, customerKey, minor: amount, taxFree, taxExemption } = wanted;
  const { mId } = call.merchant;
  const words = { mId, orderId, orderName, currency, method: 'CARD' as const };
  const record = newPayment(call.program, { ...words, amount, taxFree, taxExemption });
  const billing = { billingKey: call.paymentKey, customerKey };
  return opened({ ...record, billing }, { at: call.now, cause: call.cause });
};

/** @param fault a DECLINE rule that matched, if any; other faults do not change the decision. */
export const chargeBilling = (call: Call, fault: FaultMark | undefined): Outcome => {
  const wanted = wantedOf(call.body);
  if (!wanted) return refused('INVALID_REQUEST');
  const refusal = billingRefusal(call, call.program.state.billings.get(call.paymentKey), wanted);
  if (refusal) return refused(refusal);
  const payment = made(call, wanted);
  const limit = limitCode(payment);
  if (limit) return refused(limit);
  const code = declineCode(fault, wanted.amount);
  if (code) return declined(call, payment, { code });
  const { surface, now: at, cause, program } = call;
  const transactionKey = program.draws.transactionKey(payment.paymentKey, 0);
  const after = approved({ ...payment, surface }, { at, cause, transactionKey });
  return { kind: 'done', payment: after, change: { kind: 'billing.charged', after } };
};
