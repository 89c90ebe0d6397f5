// POST .../capture and .../void: the two ends of an authorization.
import { toMinor } from './amounts.ts';
import { type Call, knownPayment, type Outcome, refused } from './outcome.ts';
import { approved, isPaid, type PaymentRecord, voided } from './payment-record.ts';
import type { FaultMark } from './state.ts';

const reservedOf = (call: Call): PaymentRecord | Outcome => {
  const payment = knownPayment(call, call.paymentKey);
  if (!payment) return refused('NOT_FOUND_PAYMENT');
  return payment.mId === call.merchant.mId ? payment : refused('INVALID_API_KEY');
};

const captureRefusal = (payment: PaymentRecord): string | undefined => {
  if (payment.status === 'AUTHORIZED') return undefined;
  if (isPaid(payment)) return 'ALREADY_PROCESSED_PAYMENT';
  return payment.status === 'CANCELED' ? 'ALREADY_CANCELED_PAYMENT' : 'NOT_FOUND_PAYMENT_SESSION';
};

/** Takes all of what is reserved, or a part and releases the rest; once. */
export const capturePayment = (call: Call, fault: FaultMark | undefined): Outcome => {
  const { body, program } = call;
  if (!body) return refused('INVALID_REQUEST');
  const payment = reservedOf(call);
  if ('kind' in payment) return payment;
  const refusal = captureRefusal(payment);
  if (refusal) return refused(refusal);
  const wanted = body['amount'] ?? null;
  const amount = wanted === null ? payment.amount : toMinor(wanted, payment.currency);
  if (amount === undefined || amount <= 0 || amount > payment.amount) {
    return refused('INVALID_REQUEST');
  }
  // The authorization stays as it is: another capture may follow.
  if (fault?.fault === 'DECLINE') return refused(String(fault.args['code']));
  const transactionKey = program.draws.transactionKey(payment.paymentKey, 0);
  const after = approved(payment, { at: call.now, cause: call.cause, transactionKey, amount });
  return {
    kind: 'done',
    payment: after,
    change: { kind: 'payment.captured', before: payment, after },
  };
};

const isReason = (reason: unknown): boolean =>
  typeof reason === 'string' && reason.trim() !== '' && reason.length <= 200;

/** Gives up what is reserved. What was captured is given back by a cancel. */
export const voidPayment = (call: Call): Outcome => {
  if (!isReason(call.body?.['cancelReason'])) return refused('INVALID_REQUEST');
  const payment = reservedOf(call);
  if ('kind' in payment) return payment;
  if (payment.status === 'CANCELED' && !isPaid(payment)) return refused('ALREADY_CANCELED_PAYMENT');
  if (payment.status !== 'AUTHORIZED') return refused('NOT_CANCELABLE_PAYMENT');
  const after = voided(payment, { at: call.now, cause: call.cause });
  return {
    kind: 'done',
    payment: after,
    change: { kind: 'payment.voided', before: payment, after },
  };
};
