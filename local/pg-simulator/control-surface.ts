// URLs of the control API, `/__liar/v1/*`. No client of the engine may build one.
import type { Merchant } from './basic-auth.ts';
import type { OpenPayment } from './buyer.ts';
import type { ClockMove, Control } from './control.ts';
import type { WantedRule } from './rules.ts';
import type { Restatement } from './settlements.ts';
import { ControlRefusal, json, type LiarReply, type LiarRequest } from './wire.ts';

export const controlPrefix = '/__liar/v1/';

interface ControlCall {
  readonly control: Control;
  readonly body: Record<string, unknown>;
  readonly query: URLSearchParams;
  /** Decoded words of the path that stand where the pattern has a star. */
  readonly words: readonly string[];
}

type Answer = (call: ControlCall) => unknown;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

// A star stands for one word of the path.
const routes: Readonly<Record<string, Answer>> = {
  'POST payments': ({ control, body }) => control.openPayment(body as unknown as OpenPayment),
  'POST payments/*/authenticate': ({ control, words }) => control.authenticate(words[0] ?? ''),
  'POST payments/*/fail': ({ control, words, body }) =>
    control.fail(words[0] ?? '', text(body['code'])),
  'POST payments/*/expire': ({ control, words }) => control.expire(words[0] ?? ''),
  'POST payments/*/console-cancel': ({ control, words, body }) =>
    control.consoleCancel(words[0] ?? '', body),
  'POST billing/auth-keys': ({ control, body }) => control.grantBillingAuth(body),
  'POST settlements/close': ({ control, body }) => control.closeSettlements(body),
  'POST settlements/restate': ({ control, body }) =>
    control.restateSettlement(body as unknown as Restatement),
  'GET truth/payments/*': ({ control, words }) => control.truth.payment(words[0] ?? ''),
  'GET truth/orders/*': ({ control, words, query }) =>
    control.truth.order(words[0] ?? '', query.get('mId') ?? undefined),
  'GET truth/keys/*': ({ control, words }) => control.truth.key(words[0] ?? ''),
  'GET truth/summary': ({ control }) => control.truth.summary(),
  'POST rules': ({ control, body }) => control.addRule(body as unknown as WantedRule),
  'GET rules': ({ control }) => control.rules(),
  'DELETE rules': ({ control }) => control.removeRules(),
  'DELETE rules/*': ({ control, words }) => control.removeRules(words[0]),
  'GET switches': ({ control }) => control.switches(),
  'PUT switches': ({ control, body }) => control.setSwitches(body),
  'PUT profile': ({ control, body }) => control.setProfile(body['profile']),
  'POST merchants': ({ control, body }) => control.addMerchant(body as unknown as Merchant),
  'POST clock': ({ control, body }) => control.moveClock(body as ClockMove),
  'GET webhooks': ({ control }) => control.webhooks(),
  'GET journal': ({ control, query }) => control.journal(Number(query.get('after') ?? 0)),
  'POST reset': async ({ control }) => {
    await control.reset();
    return { isReset: true };
  },
};

const patterns = Object.entries(routes).map(([name, answer]) => {
  const [method = '', path = ''] = name.split(' ');
  return { method, answer, form: new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`) };
});

const bodyOf = (raw: string | undefined): Record<string, unknown> => {
  if (raw === undefined || raw === '') return {};
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through to the refusal: text that is no JSON is as wrong as a bare number.
  }
  throw new ControlRefusal(400, 'the body is not a JSON object');
};

const refusal = (status: number, message: string): LiarReply =>
  json(status, { code: 'LIAR_CONTROL', message });

export const controlReply = async (control: Control, request: LiarRequest): Promise<LiarReply> => {
  const url = new URL(request.path, 'http://liar');
  const path = url.pathname.slice(controlPrefix.length);
  for (const { method, form, answer } of patterns) {
    const found = method === request.method ? form.exec(path) : null;
    if (!found) continue;
    try {
      const words = found.slice(1).map(decodeURIComponent);
      const call = { control, body: bodyOf(request.body), query: url.searchParams, words };
      return json(200, await answer(call));
    } catch (error) {
      if (error instanceof ControlRefusal) return refusal(error.status, error.message);
      if (error instanceof URIError) return refusal(400, 'the path is not well escaped');
      throw error;
    }
  }
  return refusal(404, `no control call ${request.method} ${path}`);
};
