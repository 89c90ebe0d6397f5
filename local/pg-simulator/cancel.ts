// POST /v1/payments/{paymentKey}/cancel: full or partial, with the balance as an optimistic lock.
import { toMinor } from './amounts.ts';
import { kstMonth } from './clock.ts';
import { type Call, knownPayment, type Outcome, refused } from './outcome.ts';
import { canceled, isPaid, type PaymentRecord } from './payment-record.ts';
import { refundAccountOf } from './refund-account.ts';
import type { FaultMark } from './state.ts';
import { voided, withRefundAccount } from './virtual-account.ts';

const consecutiveWindowMs = 1_000;
const dayMs = 24 * 3600 * 1000;

/** How long after the approval the method can be cancelled; others have no end. */
const refundDays: Readonly<Partial<Record<PaymentRecord['method'], number>>> = {
  TRANSFER: 180,
  VIRTUAL_ACCOUNT: 365,
};

interface Wanted {
  readonly reason: string;
  /** Minor units; undefined = everything that is left. */
  readonly amount: number | undefined;
  readonly taxFree: number | undefined;
  readonly taxExemption: number | undefined;
  readonly refundable: number | undefined;
}

const given = (value: unknown): boolean => value !== undefined && value !== null;

/** @returns undefined for a malformed body. */
const wantedOf = (body: Call['body'], currency: string): Wanted | undefined => {
  if (!body) return undefined;
  const reason = body['cancelReason'];
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > 200) return undefined;
  if (given(body['currency']) && body['currency'] !== currency) return undefined;
  const numbers: Record<string, number | undefined> = {};
  for (const name of ['cancelAmount', 'taxFreeAmount', 'taxExemptionAmount', 'refundableAmount']) {
    if (!given(body[name])) continue;
    const minor = toMinor(body[name], currency);
    if (minor === undefined || (minor < 0 && name !== 'cancelAmount')) return undefined;
    numbers[name] = minor;
  }
  return {
    reason,
    amount: numbers['cancelAmount'],
    taxFree: numbers['taxFreeAmount'],
    taxExemption: numbers['taxExemptionAmount'],
    refundable: numbers['refundableAmount'],
  };
};

const isTooSoon = (payment: PaymentRecord, now: number): boolean => {
  const last = payment.cancels.at(-1);
  return last !== undefined && now - last.at < consecutiveWindowMs;
};

const isTooLate = (payment: PaymentRecord, now: number): boolean => {
  const approvedAt = payment.approvedAt ?? now;
  const days = refundDays[payment.method];
  if (days !== undefined) return now - approvedAt > days * dayMs;
  return payment.method === 'MOBILE_PHONE' && kstMonth(now) !== kstMonth(approvedAt);
};

const stateRefusal = (call: Call, payment: PaymentRecord): string | undefined => {
  const { switches } = call.program.state;
  if (switches['cancel.oneSecond'] === 'on' && isTooSoon(payment, call.now)) {
    return 'FORBIDDEN_CONSECUTIVE_REQUEST';
  }
  if (payment.status === 'WAITING_FOR_DEPOSIT') return undefined;
  if (!isPaid(payment)) return switches['cancel.notDone'];
  if (payment.status === 'CANCELED') return 'ALREADY_CANCELED_PAYMENT';
  return isTooLate(payment, call.now) ? 'EXCEED_MAX_REFUND_DUE' : undefined;
};

const amountRefusal = (call: Call, payment: PaymentRecord, wanted: Wanted): string | undefined => {
  if (wanted.amount !== undefined && wanted.amount <= 0) {
    return call.program.state.switches['cancel.nonPositive'];
  }
  if (wanted.refundable !== undefined && wanted.refundable !== payment.balance) {
    return 'NOT_MATCHES_REFUNDABLE_AMOUNT';
  }
  const amount = wanted.amount ?? payment.balance;
  if (payment.balance === 0 || amount > payment.balance) return 'NOT_CANCELABLE_AMOUNT';
  const isPartial = amount < payment.balance;
  if (isPartial && payment.status === 'WAITING_FOR_DEPOSIT') {
    return 'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT';
  }
  if (isPartial && payment.method === 'CARD' && payment.taxExemption > 0) {
    return 'NOT_ALLOWED_PARTIAL_REFUND';
  }
  return undefined;
};

/**
 * Splits the cancelled amount over the tax parts.
 *
 * Unless told otherwise the taxed part goes first; what does not fit there comes from the tax-free
 * part, so that no remaining part is ever negative.
 *
 * @returns undefined when the wanted split does not fit the remaining parts.
 */
const taxSplit = (payment: PaymentRecord, amount: number, wanted: Wanted) => {
  const taxed = payment.balance - payment.taxFree - payment.taxExemption;
  const beyondTaxed = Math.max(0, amount - taxed);
  const taxFree = wanted.taxFree ?? Math.min(payment.taxFree, beyondTaxed);
  const taxExemption = wanted.taxExemption ?? Math.max(0, beyondTaxed - taxFree);
  const fits =
    taxFree <= payment.taxFree &&
    taxExemption <= payment.taxExemption &&
    taxFree + taxExemption <= amount &&
    amount - taxFree - taxExemption <= taxed;
  return fits ? { taxFree, taxExemption } : undefined;
};

const changed = (kind: string, before: PaymentRecord, after: PaymentRecord): Outcome => ({
  kind: 'done',
  payment: after,
  change: { kind, before, after },
});

const keyOf = ({ program: { draws } }: Call, { paymentKey, effects }: PaymentRecord): string =>
  draws.transactionKey(paymentKey, effects.length);

const voidNow = (call: Call, payment: PaymentRecord, reason: string): Outcome => {
  const transactionKey = keyOf(call, payment);
  const move = { at: call.now, cause: call.cause, reason, transactionKey };
  return changed('payment.voided', payment, voided(payment, move));
};

export const cancelPayment = (call: Call, fault?: FaultMark): Outcome => {
  const { state, draws } = call.program;
  const payment = knownPayment(call, call.paymentKey);
  const wanted = wantedOf(call.body, payment?.currency ?? 'KRW');
  if (!wanted) return refused('INVALID_REQUEST');
  if (!payment) return refused('NOT_FOUND_PAYMENT');
  if (payment.mId !== call.merchant.mId) return refused('INVALID_API_KEY');
  const refusal = stateRefusal(call, payment) ?? amountRefusal(call, payment, wanted);
  if (refusal) return refused(refusal);
  if (fault?.fault === 'DECLINE') return refused(String(fault.args['code']));
  if (payment.status === 'WAITING_FOR_DEPOSIT') return voidNow(call, payment, wanted.reason);
  const account = refundAccountOf(call, payment);
  if (typeof account === 'string') return refused(account);
  const amount = wanted.amount ?? payment.balance;
  const split = taxSplit(payment, amount, wanted);
  if (!split) return refused('INVALID_REQUEST');
  const after = canceled(payment, {
    at: call.now,
    cause: call.cause,
    amount,
    reason: wanted.reason,
    ...split,
    transactionKey:
      account === undefined
        ? draws.transactionKey(payment.paymentKey, payment.cancels.length + 1)
        : keyOf(call, payment),
    zeroStatus: state.switches['cancel.zeroStatus'],
    cancelStatus: account === undefined ? 'DONE' : state.switches['cancel.accountRefund'],
  });
  return changed('payment.canceled', payment, withRefundAccount(after, account));
};
