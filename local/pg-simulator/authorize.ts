// POST /sandbox/v1/payments/authorize: reserves without taking. With a payment key it is the buyer's
// payment from the window; without one it makes a payment, as with a card that approves.
import { toMinor } from './amounts.ts';
import {
  confirmable,
  declineCode,
  declined,
  isOrderTaken,
  limitCode,
  orderIdForm,
  type Wanted,
} from './confirm.ts';
import { newPayment } from './new-payment.ts';
import { type Call, type Outcome, refused } from './outcome.ts';
import { authorized, opened, type PaymentRecord } from './payment-record.ts';
import type { FaultMark } from './state.ts';

const currencies: readonly unknown[] = ['KRW', 'USD', 'JPY'];

interface WantedAuthorization extends Wanted {
  /** Empty: no window was opened. */
  readonly paymentKey: string;
  readonly currency: string;
  readonly orderName: string;
}

const isText = (value: unknown, lengthMax: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= lengthMax;

/** @returns undefined for a malformed body. */
const wantedOf = (body: Call['body']): WantedAuthorization | undefined => {
  const { orderId, amount, currency, orderName = 'order', paymentKey } = body ?? {};
  if (typeof orderId !== 'string' || !orderIdForm.test(orderId)) return undefined;
  if (typeof amount !== 'number' || !(amount > 0)) return undefined;
  if (typeof currency !== 'string' || !currencies.includes(currency)) return undefined;
  if (!isText(orderName, 100)) return undefined;
  const key = paymentKey ?? '';
  if (key !== '' && !isText(key, 200)) return undefined;
  return { orderId, amount, currency, orderName, paymentKey: String(key) };
};

/** A payment of an order that has none yet, or the refusal. */
const made = (call: Call, wanted: WantedAuthorization): PaymentRecord | Outcome => {
  const amount = toMinor(wanted.amount, wanted.currency);
  if (amount === undefined) return refused('INVALID_REQUEST');
  if (isOrderTaken(call, wanted.orderId)) return refused('ALREADY_PROCESSED_PAYMENT');
  const { orderId, orderName, currency } = wanted;
  const { mId } = call.merchant;
  const words = { mId, orderId, orderName, currency, method: 'CARD' as const };
  const record = newPayment(call.program, { ...words, amount, taxFree: 0, taxExemption: 0 });
  return opened(record, { at: call.now, cause: call.cause });
};

/** @param fault a DECLINE rule that matched, if any; other faults do not change the decision. */
export const authorizePayment = (call: Call, fault: FaultMark | undefined): Outcome => {
  const wanted = wantedOf(call.body);
  if (!wanted) return refused('INVALID_REQUEST');
  const isMade = wanted.paymentKey === '';
  const found = isMade ? made(call, wanted) : confirmable(call, wanted);
  if ('kind' in found) return found;
  if (found.currency !== wanted.currency) return refused('INVALID_REQUEST');
  const limit = limitCode(found);
  if (limit) return refused(limit);
  const before = isMade ? {} : { before: found };
  const code = declineCode(fault, wanted.amount);
  if (code) return declined(call, found, { code, ...before });
  const { surface, now: at, cause } = call;
  const after = authorized({ ...found, surface }, { at, cause });
  return { kind: 'done', payment: after, change: { kind: 'payment.authorized', ...before, after } };
};
