// POST /v1/payments/confirm: approval and capture in one call, at most once per order.
import { toMinor } from './amounts.ts';
import { declineAmounts } from './fault-catalogue.ts';
import { type Call, type Outcome, refused } from './outcome.ts';
import { aborted, approved, isProcessed, type PaymentRecord } from './payment-record.ts';
import type { FaultMark } from './state.ts';
import { orderIndex } from './state.ts';
import { issued } from './virtual-account.ts';

const orderIdForm = /^[A-Za-z0-9\-_=]{6,64}$/;

interface Wanted {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
}

const wantedOf = (body: Call['body']): Wanted | undefined => {
  const { paymentKey, orderId, amount } = body ?? {};
  if (typeof paymentKey !== 'string' || paymentKey === '' || paymentKey.length > 200) {
    return undefined;
  }
  if (typeof orderId !== 'string' || !orderIdForm.test(orderId)) return undefined;
  if (typeof amount !== 'number' || !(amount > 0)) return undefined;
  return { paymentKey, orderId, amount };
};

const isOrderProcessed = ({ program }: Call, payment: PaymentRecord): boolean => {
  const keys = program.state.orders.get(orderIndex(payment.mId, payment.orderId)) ?? [];
  return keys.some((key) => {
    const status = program.state.payments.get(key)?.current.status;
    return status !== undefined && isProcessed(status);
  });
};

const minimumOf = (payment: PaymentRecord): number => {
  if (payment.currency !== 'KRW') return 1;
  return payment.method === 'TRANSFER' ? 200 : 100;
};

const limitCode = (payment: PaymentRecord): string | undefined => {
  if (payment.amount < minimumOf(payment)) return 'BELOW_MINIMUM_AMOUNT';
  if (payment.method === 'TRANSFER' && payment.amount > 10_000_000) {
    return 'EXCEEDS_TRANSFER_AMOUNT_MAXIMUM';
  }
  return undefined;
};

const declined = (call: Call, payment: PaymentRecord, code: string): Outcome => {
  if (call.program.state.switches['confirm.declineAborts'] === 'in-progress') return refused(code);
  const after = aborted(payment, { at: call.now, cause: call.cause, code });
  return refused(code, { kind: 'payment.declined', before: payment, after });
};

const approve = (call: Call, payment: PaymentRecord): Outcome => {
  const transactionKey = call.program.draws.transactionKey(payment.paymentKey, 0);
  const move = { at: call.now, cause: call.cause, transactionKey };
  const isAccount = payment.method === 'VIRTUAL_ACCOUNT';
  const after = isAccount ? issued(payment, move, call.program.draws) : approved(payment, move);
  const kind = isAccount ? 'payment.issued' : 'payment.approved';
  return {
    kind: 'done',
    payment: after,
    change: { kind, before: payment, after },
  };
};

/** The payment this confirm may approve, or the refusal. */
const confirmable = (call: Call, wanted: Wanted): PaymentRecord | Outcome => {
  const { switches, payments } = call.program.state;
  const payment = payments.get(wanted.paymentKey)?.current;
  if (!payment) return refused(switches['confirm.unknownKey']);
  if (payment.mId !== call.merchant.mId) return refused('INVALID_API_KEY');
  if (payment.orderId !== wanted.orderId) return refused(switches['confirm.orderMismatch']);
  if (isOrderProcessed(call, payment)) return refused('ALREADY_PROCESSED_PAYMENT');
  // READY means the buyer never finished the window, ABORTED and EXPIRED that the session is gone.
  if (payment.status !== 'IN_PROGRESS') return refused('NOT_FOUND_PAYMENT_SESSION');
  const amount = toMinor(wanted.amount, payment.currency);
  if (amount === undefined) return refused('INVALID_REQUEST');
  if (amount !== payment.amount) return refused(switches['confirm.amountMismatch']);
  return payment;
};

/** @param fault a DECLINE rule that matched, if any; other faults do not change the decision. */
export const confirmPayment = (call: Call, fault: FaultMark | undefined): Outcome => {
  const wanted = wantedOf(call.body);
  if (!wanted) return refused('INVALID_REQUEST');
  const found = confirmable(call, wanted);
  if ('kind' in found) return found;
  const limit = limitCode(found);
  if (limit) return refused(limit);
  const code =
    fault?.fault === 'DECLINE' ? String(fault.args['code']) : declineAmounts[wanted.amount];
  return code ? declined(call, found, code) : approve(call, found);
};
