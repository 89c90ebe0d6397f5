// POST /v1/payments/confirm: approval and capture in one call, at most once per order.
import { toMinor } from './amounts.ts';
import { declineAmounts } from './fault-catalogue.ts';
import { type Call, knownPayment, type Outcome, refused } from './outcome.ts';
import { aborted, approved, isSeenBy, isTaken, type PaymentRecord } from './payment-record.ts';
import type { FaultMark } from './state.ts';
import { orderIndex } from './state.ts';
import { issued } from './virtual-account.ts';

export const orderIdForm = /^[A-Za-z0-9\-_=]{6,64}$/;

export interface Wanted {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
}

export const wantedOf = (body: Call['body']): Wanted | undefined => {
  const { paymentKey, orderId, amount } = body ?? {};
  if (typeof paymentKey !== 'string' || paymentKey === '' || paymentKey.length > 200) {
    return undefined;
  }
  if (typeof orderId !== 'string' || !orderIdForm.test(orderId)) return undefined;
  if (typeof amount !== 'number' || !(amount > 0)) return undefined;
  return { paymentKey, orderId, amount };
};

export const isOrderTaken = ({ program, merchant, surface }: Call, orderId: string): boolean => {
  const keys = program.state.orders.get(orderIndex(merchant.mId, orderId)) ?? [];
  return keys.some((key) => {
    const payment = program.state.payments.get(key)?.current;
    return payment !== undefined && isSeenBy(payment, surface) && isTaken(payment);
  });
};

const minimumOf = (payment: PaymentRecord): number => {
  if (payment.currency !== 'KRW') return 1;
  return payment.method === 'TRANSFER' ? 200 : 100;
};

export const limitCode = (payment: PaymentRecord): string | undefined => {
  if (payment.amount < minimumOf(payment)) return 'BELOW_MINIMUM_AMOUNT';
  if (payment.method === 'TRANSFER' && payment.amount > 10_000_000) {
    return 'EXCEEDS_TRANSFER_AMOUNT_MAXIMUM';
  }
  return undefined;
};

/** @param how Without `before` the payment is one that the operation itself makes. */
export const declined = (
  call: Call,
  payment: PaymentRecord,
  how: { readonly code: string; readonly before?: PaymentRecord },
): Outcome => {
  const { code } = how;
  if (call.program.state.switches['confirm.declineAborts'] === 'in-progress') return refused(code);
  const { surface } = call;
  const after = aborted({ ...payment, surface }, { at: call.now, cause: call.cause, code });
  return refused(code, {
    kind: 'payment.declined',
    after,
    ...(how.before && { before: how.before }),
  });
};

const approve = (call: Call, payment: PaymentRecord): Outcome => {
  const transactionKey = call.program.draws.transactionKey(payment.paymentKey, 0);
  const { surface, now: at, cause } = call;
  const move = { at, cause, transactionKey };
  const isAccount = payment.method === 'VIRTUAL_ACCOUNT';
  const after = isAccount
    ? issued({ ...payment, surface }, move, call.program.draws)
    : approved({ ...payment, surface }, move);
  const kind = isAccount ? 'payment.issued' : 'payment.approved';
  return {
    kind: 'done',
    payment: after,
    change: { kind, before: payment, after },
  };
};

/** The payment this confirm may approve, or the refusal. */
export const confirmable = (call: Call, wanted: Wanted): PaymentRecord | Outcome => {
  const { switches } = call.program.state;
  const payment = knownPayment(call, wanted.paymentKey);
  if (!payment) return refused(switches['confirm.unknownKey']);
  if (payment.mId !== call.merchant.mId) return refused('INVALID_API_KEY');
  if (payment.orderId !== wanted.orderId) return refused(switches['confirm.orderMismatch']);
  if (isOrderTaken(call, payment.orderId)) return refused('ALREADY_PROCESSED_PAYMENT');
  // READY means the buyer never finished the window, ABORTED and EXPIRED that the session is gone.
  if (payment.status !== 'IN_PROGRESS') return refused('NOT_FOUND_PAYMENT_SESSION');
  const amount = toMinor(wanted.amount, payment.currency);
  if (amount === undefined) return refused('INVALID_REQUEST');
  if (amount !== payment.amount) return refused(switches['confirm.amountMismatch']);
  return payment;
};

export const declineCode = (fault: FaultMark | undefined, amount: number): string | undefined =>
  fault?.fault === 'DECLINE' ? String(fault.args['code']) : declineAmounts[amount];

/** @param fault a DECLINE rule that matched, if any; other faults do not change the decision. */
export const confirmPayment = (call: Call, fault: FaultMark | undefined): Outcome => {
  const wanted = wantedOf(call.body);
  if (!wanted) return refused('INVALID_REQUEST');
  const found = confirmable(call, wanted);
  if ('kind' in found) return found;
  const limit = limitCode(found);
  if (limit) return refused(limit);
  const code = declineCode(fault, wanted.amount);
  return code ? declined(call, found, { code, before: found }) : approve(call, found);
};
