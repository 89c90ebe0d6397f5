// The Toss-shaped surface: routes, authentication, the Idempotency-Key, and one lane per payment.
import { authenticate, type Merchant } from './basic-auth.ts';
import { type Language, statusOf } from './error-catalogue.ts';
import { bodyDigest, keyLengthMax, replayOf } from './idempotency.ts';
import { type MoneyRequest, runMoneyOperation, type Told } from './money-operation.ts';
import { errorShape } from './payment-shape.ts';
import { type Program, sleep } from './program.ts';
import { paymentKeyOfOrder } from './read.ts';
import { runReadOperation } from './read-operation.ts';
import { findKey } from './state.ts';
import { sendEarly } from './webhooks.ts';
import { header, json, LiarCrash, type LiarReply, type LiarRequest } from './wire.ts';

interface Route {
  readonly op: 'confirm' | 'cancel' | 'read' | 'readOrder';
  readonly asked: string;
}

interface Asked {
  readonly request: LiarRequest;
  readonly route: Route;
  readonly merchant: Merchant;
  readonly path: string;
  readonly language: Language;
  readonly traceId: string;
}

const routeOf = (method: string, path: string): Route | undefined => {
  // Every word we accept is spelled with characters that need no escape.
  const pieces = path.split('/').slice(1);
  if (pieces[0] !== 'v1' || pieces[1] !== 'payments') return undefined;
  const [, , first = '', second = ''] = pieces;
  if (method === 'POST' && pieces.length === 3 && first === 'confirm') {
    return { op: 'confirm', asked: '' };
  }
  if (method === 'POST' && pieces.length === 4 && second === 'cancel') {
    return { op: 'cancel', asked: first };
  }
  if (method === 'GET' && pieces.length === 3 && first) return { op: 'read', asked: first };
  if (method === 'GET' && pieces.length === 4 && first === 'orders') {
    return { op: 'readOrder', asked: second };
  }
  return undefined;
};

const parsedBody = (text: string | undefined): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

const refusal = (code: string, { language, traceId }: Pick<Asked, 'language' | 'traceId'>) =>
  json(statusOf(code) ?? 400, errorShape(code, language), { 'x-tosspayments-trace-id': traceId });

/** Keys whose first request still runs, and the queue of each payment. Both end with the process. */
const runningWork = () => ({
  keys: new Set<string>(),
  lanes: new Map<string, Promise<unknown>>(),
});

type Running = ReturnType<typeof runningWork>;

const moneyRequest = (program: Program, asked: Asked, key: string | undefined): MoneyRequest => {
  const { request, route, merchant, path, language, traceId } = asked;
  const body = parsedBody(request.body);
  const identity = key !== undefined && {
    key,
    secretKey: merchant.secretKey,
    method: request.method,
    path,
  };
  return {
    op: route.op === 'confirm' ? 'confirm' : 'cancel',
    merchant,
    body,
    paymentKey: route.op === 'confirm' ? String(body?.['paymentKey']) : route.asked,
    language,
    testCode: header(request, 'tosspayments-test-code'),
    traceId,
    identity: identity
      ? {
          ...identity,
          bodyDigest: bodyDigest(request.body),
          previous: findKey(program.state, identity),
        }
      : undefined,
  };
};

/** Base latency is time spent inside the PG: the key is taken and the payment's lane is held. */
const spendLatency = async (program: Program, running: Running, request: MoneyRequest) => {
  const { paymentKey, op } = request;
  const place = `${op}.latency|${paymentKey}`;
  const nth = program.state.runs.get(place) ?? 0;
  program.state.runs.set(place, nth + 1);
  const ms = program.draws.latencyMs(program.latency, op, paymentKey, nth);
  const before = running.lanes.get(paymentKey);
  const turn = (before ?? Promise.resolve()).then(() => sleep(program.timers, ms));
  running.lanes.set(paymentKey, turn);
  await turn;
  if (running.lanes.get(paymentKey) === turn) running.lanes.delete(paymentKey);
};

const deliver = async (program: Program, told: Told, paymentKey: string): Promise<LiarReply> => {
  if (told.isCrash) throw new LiarCrash(paymentKey);
  if (told.delayMs > 0) await sleep(program.timers, told.delayMs);
  return told.reply;
};

const postMoney = async (program: Program, running: Running, asked: Asked) => {
  const key = header(asked.request, 'idempotency-key');
  if (key !== undefined && key.length > keyLengthMax) {
    return refusal('INVALID_IDEMPOTENCY_KEY', asked);
  }
  const request = moneyRequest(program, asked, key);
  const { identity } = request;
  const slot = identity && [identity.key, identity.secretKey, identity.path].join('\n');
  if (slot !== undefined && running.keys.has(slot)) {
    return refusal('IDEMPOTENT_REQUEST_PROCESSING', asked);
  }
  const replay =
    identity &&
    replayOf(identity.previous, {
      now: program.clock.now(),
      digest: identity.bodyDigest,
      switches: program.state.switches,
    });
  if (replay) {
    return {
      kind: 'reply' as const,
      ...replay,
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        // Measured at Toss: a replay names both the first request and this one.
        'x-tosspayments-trace-id': `${identity.previous?.traceId},${asked.traceId}`,
      },
    };
  }
  if (slot !== undefined) running.keys.add(slot);
  let told: Told;
  try {
    if (program.latency.p50 > 0) await spendLatency(program, running, request);
    told = runMoneyOperation(program, request);
    await program.journal.durable();
    await sendEarly(program, request.paymentKey);
  } finally {
    if (slot !== undefined) running.keys.delete(slot);
  }
  return deliver(program, told, request.paymentKey);
};

const getPayment = async (program: Program, { route, merchant, language, traceId }: Asked) => {
  const paymentKey =
    route.op === 'read' ? route.asked : paymentKeyOfOrder(program.state, merchant.mId, route.asked);
  const told = runReadOperation(program, {
    merchant,
    paymentKey,
    asked: route.asked,
    language,
    traceId,
  });
  // A read may show what another request has committed but not flushed yet.
  await program.journal.durable();
  return deliver(program, told, paymentKey ?? '');
};

export const tossSurface = (program: Program) => {
  const running = runningWork();
  return async (request: LiarRequest): Promise<LiarReply> => {
    program.requests += 1;
    const traceId = `liar${String(program.requests).padStart(12, '0')}`;
    const language = /^en\b/i.test(header(request, 'accept-language') ?? '') ? 'en' : 'ko';
    const path = request.path.split('?')[0] ?? '';
    const route = routeOf(request.method, path);
    if (!route) return refusal('NOT_FOUND_HTTP_METHOD', { language, traceId });
    const { merchants, switches } = program.state;
    const authorization = header(request, 'authorization');
    const merchant = authenticate(authorization, merchants, switches['auth.missing']);
    if (typeof merchant === 'string') return refusal(merchant, { language, traceId });
    const asked: Asked = { request, route, merchant, path, language, traceId };
    return route.op === 'confirm' || route.op === 'cancel'
      ? postMoney(program, running, asked)
      : getPayment(program, asked);
  };
};
