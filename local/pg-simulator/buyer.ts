// Plays the buyer and the merchant's console: opens the window, authenticates, fails, lets lapse.
import { toMajor, toMinor } from './amounts.ts';
import { defaultMerchantId } from './basic-auth.ts';
import { messageOf } from './error-catalogue.ts';
import { newPayment } from './new-payment.ts';
import {
  aborted,
  authenticated,
  dueAt,
  expired,
  isOpen,
  opened,
  type PaymentMethod,
  type PaymentRecord,
  paymentMethods,
} from './payment-record.ts';
import { type Payload, paymentShape } from './payment-shape.ts';
import { commit, type Program, webhookFor } from './program.ts';
import { defaultValidHours, validHoursMax } from './virtual-account.ts';
import { ControlRefusal } from './wire.ts';

export interface OpenPayment {
  readonly mId?: string;
  readonly orderId: string;
  /** Major units. */
  readonly amount: number;
  readonly method?: string;
  readonly orderName?: string;
  /** A name of the caller's: a run whose orders have new ids each time draws the same lies by it. */
  readonly drawnAs?: string;
  readonly currency?: string;
  readonly taxFreeAmount?: number;
  readonly taxExemptionAmount?: number;
  readonly successUrl?: string;
  readonly failUrl?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Of the virtual account the confirm will issue. */
  readonly validHours?: number;
}

export const must: (condition: unknown, message: string) => asserts condition = (
  condition,
  message,
) => {
  if (!condition) throw new ControlRefusal(400, message);
};

export const controlCause = (op: string) => ({ op, idempotencyKey: null, fault: null });

export const paymentOf = (program: Program, paymentKey: string): PaymentRecord => {
  const payment = program.state.payments.get(paymentKey)?.current;
  if (!payment) throw new ControlRefusal(404, `no payment ${paymentKey}`);
  return payment;
};

const checkedAmounts = (wanted: OpenPayment, currency: string) => {
  const amount = toMinor(wanted.amount, currency);
  const taxFree = toMinor(wanted.taxFreeAmount ?? 0, currency);
  const taxExemption = toMinor(wanted.taxExemptionAmount ?? 0, currency);
  must(amount !== undefined && amount > 0, 'amount must be a positive number');
  must(taxFree !== undefined && taxFree >= 0, 'taxFreeAmount must not be negative');
  must(taxExemption !== undefined && taxExemption >= 0, 'taxExemptionAmount must not be negative');
  must(taxFree + taxExemption <= amount, 'the tax-free parts are larger than the amount');
  return { amount, taxFree, taxExemption };
};

const checkedWords = (program: Program, wanted: OpenPayment) => {
  const { mId = defaultMerchantId, method = 'CARD', currency = 'KRW' } = wanted;
  const { orderId, orderName = 'order' } = wanted;
  const isMerchant = [...program.state.merchants.values()].some((known) => known.mId === mId);
  must(isMerchant, `no merchant ${mId}`);
  must(/^[A-Za-z0-9\-_=]{6,64}$/.test(String(orderId)), 'orderId: 6 to 64 of A-Z a-z 0-9 - _ =');
  const isNamed = typeof orderName === 'string' && orderName !== '' && orderName.length <= 100;
  must(isNamed, 'orderName: 1 to 100 characters');
  must(paymentMethods.includes(method as PaymentMethod), `method: ${paymentMethods.join(', ')}`);
  must(['KRW', 'USD', 'JPY'].includes(currency), 'currency: KRW, USD, JPY');
  const { drawnAs } = wanted;
  must(
    drawnAs === undefined || (typeof drawnAs === 'string' && /^.{1,100}$/u.test(drawnAs)),
    'drawnAs: 1 to 100 characters',
  );
  return {
    mId,
    orderId,
    orderName,
    method: method as PaymentMethod,
    currency,
    ...(drawnAs !== undefined && { drawnAs }),
  };
};

const checkedValidHours = ({ validHours = defaultValidHours }: OpenPayment): number => {
  const isFit = typeof validHours === 'number' && validHours > 0 && validHours <= validHoursMax;
  must(isFit, `validHours: up to ${validHoursMax}`);
  return validHours;
};

/** Opens a payment as the window would. @returns the READY Payment. */
export const openPayment = (program: Program, wanted: OpenPayment): Payload => {
  const now = program.clock.now();
  const words = checkedWords(program, wanted);
  const record = newPayment(program, {
    ...words,
    ...checkedAmounts(wanted, words.currency),
    validMs: checkedValidHours(wanted) * 3_600_000,
    successUrl: wanted.successUrl ?? null,
    failUrl: wanted.failUrl ?? null,
    metadata: wanted.metadata ?? null,
  });
  const payment = opened(record, { at: now, cause: controlCause('open') });
  commit(program, { kind: 'payment.opened', after: { payment } });
  return paymentShape(payment);
};

/** An address of the shop with what the window has to say; null where the shop gave none. */
export const withQuery = (
  url: string | null,
  query: Readonly<Record<string, string>>,
): string | null =>
  url && `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`;

export interface Redirected {
  readonly payment: Payload;
  /** Where the window sends the browser; null when no URL was given at opening. */
  readonly redirectUrl: string | null;
}

/** Where the buyer goes with a payment that is authenticated. */
export const successOf = ({
  paymentKey,
  orderId,
  amount,
  currency,
  successUrl,
}: PaymentRecord): string | null =>
  withQuery(successUrl, { paymentKey, orderId, amount: String(toMajor(amount, currency)) });

export const authenticatePayment = (program: Program, paymentKey: string): Redirected => {
  const before = paymentOf(program, paymentKey);
  must(before.status === 'READY', `the payment is ${before.status}, not READY`);
  const move = { at: program.clock.now(), cause: controlCause('authenticate') };
  const payment = authenticated(before, move);
  commit(program, { kind: 'payment.authenticated', before, after: { payment } });
  return { payment: paymentShape(payment), redirectUrl: successOf(payment) };
};

/** The window ends without success. Closing it (`PAY_PROCESS_CANCELED`) changes nothing. */
export const failPayment = (
  program: Program,
  paymentKey: string,
  code = 'REJECT_CARD_COMPANY',
): Redirected => {
  const before = paymentOf(program, paymentKey);
  must(isOpen(before.status), `the payment is ${before.status}, not open`);
  const { orderId, failUrl } = before;
  const message = messageOf(code);
  if (code === 'PAY_PROCESS_CANCELED') {
    return { payment: paymentShape(before), redirectUrl: withQuery(failUrl, { code, message }) };
  }
  const at = program.clock.now();
  const payment = aborted(before, { at, cause: controlCause('fail'), code });
  const webhook = webhookFor(payment, at);
  commit(program, { kind: 'payment.failed', before, after: { payment, webhook } });
  const redirectUrl = withQuery(failUrl, { code, message, orderId });
  return { payment: paymentShape(payment), redirectUrl };
};

export const expirePayment = (program: Program, paymentKey: string): Payload => {
  const before = paymentOf(program, paymentKey);
  must(dueAt(before) !== undefined, `the payment is ${before.status}, and never lapses`);
  const at = program.clock.now();
  const payment = expired(before, { at, cause: controlCause('expire') });
  const webhook = webhookFor(payment, at);
  commit(program, { kind: 'payment.expired', before, after: { payment, webhook } });
  return paymentShape(payment);
};
