// Plays the buyer and the merchant's console: opens the window, authenticates, fails, lets lapse.
import { toMajor, toMinor } from './amounts.ts';
import { defaultMerchantId } from './basic-auth.ts';
import { cancelPayment } from './cancel.ts';
import { messageOf } from './error-catalogue.ts';
import {
  aborted,
  authenticated,
  expired,
  isOpen,
  opened,
  type PaymentMethod,
  type PaymentRecord,
  paymentMethods,
} from './payment-record.ts';
import { type Payload, paymentShape } from './payment-shape.ts';
import { commit, type Program, webhookFor } from './program.ts';
import { orderIndex } from './state.ts';
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
}

const must: (condition: unknown, message: string) => asserts condition = (condition, message) => {
  if (!condition) throw new ControlRefusal(400, message);
};

const controlCause = (op: string) => ({ op, idempotencyKey: null, fault: null });

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
  return { amount, balance: amount, taxFree, taxExemption };
};

const unusedKey = (program: Program, mId: string, orderId: string, now: number): string => {
  const nth = program.state.orders.get(orderIndex(mId, orderId))?.length ?? 0;
  // Five characters under one second of one seed can meet; the next draw of the name decides.
  for (let attempt = nth; ; attempt += 1) {
    const key = program.draws.paymentKey(now, orderId, attempt);
    if (!program.state.payments.has(key)) return key;
  }
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

/** Opens a payment as the window would. @returns the READY Payment. */
export const openPayment = (program: Program, wanted: OpenPayment): Payload => {
  const now = program.clock.now();
  const words = checkedWords(program, wanted);
  const paymentKey = unusedKey(program, words.mId, words.orderId, now);
  const record: PaymentRecord = {
    ...words,
    ...checkedAmounts(wanted, words.currency),
    paymentKey,
    status: 'READY',
    requestedAt: now,
    authenticatedAt: null,
    approvedAt: null,
    secret: program.draws.secret(paymentKey),
    approveNo: program.draws.approveNo(paymentKey),
    lastTransactionKey: null,
    cancels: [],
    failure: null,
    successUrl: wanted.successUrl ?? null,
    failUrl: wanted.failUrl ?? null,
    metadata: wanted.metadata ?? null,
    effects: [],
    lies: { integrity: null, unknownEnum: null },
  };
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

export const authenticatePayment = (program: Program, paymentKey: string): Redirected => {
  const before = paymentOf(program, paymentKey);
  must(before.status === 'READY', `the payment is ${before.status}, not READY`);
  const move = { at: program.clock.now(), cause: controlCause('authenticate') };
  const payment = authenticated(before, move);
  commit(program, { kind: 'payment.authenticated', before, after: { payment } });
  const amount = String(toMajor(payment.amount, payment.currency));
  const { orderId, successUrl } = payment;
  const redirectUrl = withQuery(successUrl, { paymentKey, orderId, amount });
  return { payment: paymentShape(payment), redirectUrl };
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
  must(isOpen(before.status), `the payment is ${before.status}, not open`);
  const at = program.clock.now();
  const payment = expired(before, { at, cause: controlCause('expire') });
  const webhook = webhookFor(payment, at);
  commit(program, { kind: 'payment.expired', before, after: { payment, webhook } });
  return paymentShape(payment);
};

/** A refund made in the merchant's console: a cancel that carries no mark of ours. */
export const consoleCancel = (
  program: Program,
  paymentKey: string,
  {
    amount,
    reason = 'console refund',
  }: { readonly amount?: number; readonly reason?: string } = {},
): Payload => {
  const before = paymentOf(program, paymentKey);
  const merchant = [...program.state.merchants.values()].find(({ mId }) => mId === before.mId);
  must(merchant, `no merchant ${before.mId}`);
  const now = program.clock.now();
  const body = { cancelReason: reason, ...(amount !== undefined && { cancelAmount: amount }) };
  const cause = controlCause('console-cancel');
  const outcome = cancelPayment({ program, merchant, now, cause, body, paymentKey });
  if (outcome.kind === 'refused') throw new ControlRefusal(400, outcome.code);
  const payment = outcome.payment;
  const webhook = webhookFor(payment, now);
  commit(program, { kind: 'payment.canceled', before, after: { payment, webhook } });
  return paymentShape(payment);
};
