// What a browser sees: the hosted payment window, the window that registers a card, and the script that opens
// them. No key is secret here, so nothing of this surface confirms anything: it plays the buyer.
import type { Merchant } from './basic-auth.ts';
import { finishBillingAuth, openBillingAuth } from './billing-auth.ts';
import { browserSdk } from './browser-sdk.ts';
import {
  authenticatePayment,
  failPayment,
  type OpenPayment,
  openPayment,
  successOf,
} from './buyer.ts';
import { type Language, statusOf } from './error-catalogue.ts';
import type { PaymentRecord } from './payment-record.ts';
import { errorShape } from './payment-shape.ts';
import type { Program } from './program.ts';
import { type Route, routeFor } from './route.ts';
import { addRule } from './rules.ts';
import { cardPage, overPage, paymentPage } from './window-page.ts';
import { type WindowAction, windowActions } from './window-words.ts';
import { ControlRefusal, header, json, type LiarReply, type LiarRequest } from './wire.ts';

/** A shop's page may be anywhere; nothing here needs a cookie or a key. */
const anyOrigin = { 'access-control-allow-origin': '*' };

const html = (body: string, status = 200): LiarReply => ({
  kind: 'reply',
  status,
  headers: {
    'content-type': 'text/html;charset=UTF-8',
    'content-security-policy': "default-src 'none';style-src 'unsafe-inline';img-src data:",
    'cache-control': 'no-store',
  },
  body,
});

const redirect = (location: string): LiarReply => ({
  kind: 'reply',
  status: 303,
  headers: { location, 'cache-control': 'no-store' },
  body: '',
});

const refusal = (code: string, message?: string): LiarReply =>
  json(
    statusOf(code) ?? 400,
    { ...errorShape(code, 'ko'), ...(message && { message }) },
    anyOrigin,
  );

interface Visit {
  readonly program: Program;
  readonly request: LiarRequest;
  readonly path: string;
  readonly language: Language;
  /** What stands in the path where the pattern has a star. */
  readonly word: string;
}

const languageOf = (request: LiarRequest, query: URLSearchParams): Language => {
  const asked = query.get('lang') ?? header(request, 'accept-language') ?? '';
  return /^en\b/i.test(asked) ? 'en' : 'ko';
};

const actionOf = (form: URLSearchParams): WindowAction | undefined =>
  windowActions.find((action) => action === form.get('action'));

/** Lies about the confirm that will follow; the buyer's part is an honest one. */
const lieAboutConfirm = (
  program: Program,
  paymentKey: string,
  action: WindowAction,
  code: string | null,
): void => {
  const match = { op: 'confirm', paymentKey };
  if (action === 'timeout') addRule(program, { fault: 'F01', match });
  if (action === 'slow') addRule(program, { fault: 'F04', match });
  if (action === 'decline') {
    addRule(program, { fault: 'DECLINE', match, ...(code && { args: { code } }) });
  }
};

const actInWindow = (
  program: Program,
  { paymentKey }: PaymentRecord,
  action: WindowAction,
  code: string | null,
): string | null => {
  if (action === 'close') {
    return failPayment(program, paymentKey, 'PAY_PROCESS_CANCELED').redirectUrl;
  }
  if (action === 'fail') return failPayment(program, paymentKey).redirectUrl;
  lieAboutConfirm(program, paymentKey, action, code);
  return authenticatePayment(program, paymentKey).redirectUrl;
};

const known = ({ program, word }: Visit): PaymentRecord | undefined =>
  program.state.payments.get(word)?.current;

const showWindow = (visit: Visit): LiarReply => {
  const payment = known(visit);
  if (!payment) return refusal('NOT_FOUND_PAYMENT');
  const page = payment.status === 'READY' ? paymentPage : overPage;
  return html(page(visit.path, payment, visit.language));
};

const leaveWindow = (visit: Visit): LiarReply => {
  const { program, path, language, request } = visit;
  const payment = known(visit);
  if (!payment) return refusal('NOT_FOUND_PAYMENT');
  const form = new URLSearchParams(request.body ?? '');
  const action = actionOf(form);
  if (!action) return refusal('INVALID_REQUEST');
  // A second press of a button finds the payment gone on: the buyer goes where the first would have led.
  if (payment.status === 'IN_PROGRESS') {
    const success = successOf(payment);
    if (success !== null) return redirect(success);
  }
  if (payment.status !== 'READY') return html(overPage(path, payment, language), 409);
  const redirectUrl = actInWindow(program, payment, action, form.get('code'));
  if (redirectUrl !== null) return redirect(redirectUrl);
  return html(overPage(path, known(visit) ?? payment, language));
};

const showCardWindow = ({ program, path, language, word }: Visit): LiarReply => {
  const auth = program.state.billingAuths.get(word);
  return auth?.status === 'OPEN'
    ? html(cardPage(path, auth.customerKey, language))
    : refusal('NOT_FOUND_PAYMENT_SESSION');
};

const leaveCardWindow = ({ program, request, word }: Visit): LiarReply => {
  const auth = program.state.billingAuths.get(word);
  if (auth?.status !== 'OPEN') return refusal('NOT_FOUND_PAYMENT_SESSION');
  const action = actionOf(new URLSearchParams(request.body ?? ''));
  if (!action) return refusal('INVALID_REQUEST');
  return redirect(finishBillingAuth(program, auth, action));
};

const fromBrowser = (request: LiarRequest): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(request.body ?? '');
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through: text that is no JSON is a mistake of the shop's page.
  }
  throw new ControlRefusal(400, 'the body is not a JSON object');
};

const merchantOf = (program: Program, clientKey: unknown): Merchant | undefined =>
  [...program.state.merchants.values()].find((merchant) => merchant.clientKey === clientKey);

const isWebAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);

/** @throws ControlRefusal naming the parameter that is wrong. */
const checkedReturns = (wanted: Readonly<Record<string, unknown>>) => {
  const { successUrl, failUrl } = wanted;
  if (!isWebAddress(successUrl)) throw new ControlRefusal(400, 'successUrl is a web address');
  if (!isWebAddress(failUrl)) throw new ControlRefusal(400, 'failUrl is a web address');
  return { successUrl, failUrl };
};

/** `requestPayment` of the script: a payment as `openPayment` knows it, in the words of the SDK. */
const openFromShop = ({ program, request }: Visit): LiarReply => {
  const wanted = fromBrowser(request);
  const merchant = merchantOf(program, wanted['clientKey']);
  if (!merchant) return refusal('UNAUTHORIZED_KEY');
  const { value, currency } = (wanted['amount'] ?? {}) as Readonly<Record<string, unknown>>;
  const returns = checkedReturns(wanted);
  const { paymentKey } = openPayment(program, {
    ...(wanted as unknown as OpenPayment),
    ...returns,
    mId: merchant.mId,
    amount: value as number,
    ...(currency !== undefined && { currency: currency as string }),
  });
  return json(200, { path: `/v1/payments/${String(paymentKey)}/checkout` }, anyOrigin);
};

/** `requestBillingAuth` of the script. */
const openCardFromShop = ({ program, request }: Visit): LiarReply => {
  const wanted = fromBrowser(request);
  const merchant = merchantOf(program, wanted['clientKey']);
  if (!merchant) return refusal('UNAUTHORIZED_KEY');
  const returns = checkedReturns(wanted);
  const { authKey } = openBillingAuth(program, {
    ...returns,
    mId: merchant.mId,
    customerKey: wanted['customerKey'],
  });
  return json(200, { path: `/sdk/v2/billing-auths/${authKey}` }, anyOrigin);
};

const script = (): LiarReply => ({
  kind: 'reply',
  status: 200,
  headers: { 'content-type': 'text/javascript;charset=UTF-8', ...anyOrigin },
  body: browserSdk,
});

const routes: readonly Route<(visit: Visit) => LiarReply>[] = [
  ['GET', /^\/v1\/payments\/([^/]+)\/checkout$/, showWindow],
  ['POST', /^\/v1\/payments\/([^/]+)\/checkout$/, leaveWindow],
  ['GET', /^\/sdk\/v2\/standard$/, script],
  ['POST', /^\/sdk\/v2\/payments$/, openFromShop],
  ['POST', /^\/sdk\/v2\/billing-auths$/, openCardFromShop],
  ['GET', /^\/sdk\/v2\/billing-auths\/([^/]+)$/, showCardWindow],
  ['POST', /^\/sdk\/v2\/billing-auths\/([^/]+)$/, leaveCardWindow],
];

/** @returns undefined for a request that belongs to another surface. */
export const windowSurface =
  (program: Program) =>
  (request: LiarRequest): LiarReply | undefined => {
    const routed = routeFor(routes, request);
    if (!routed) return undefined;
    program.requests += 1;
    const { answer, path, query, word } = routed;
    try {
      const language = languageOf(request, query);
      return answer({ program, request, path, language, word });
    } catch (error) {
      if (!(error instanceof ControlRefusal)) throw error;
      return refusal('INVALID_REQUEST', error.message);
    }
  };
