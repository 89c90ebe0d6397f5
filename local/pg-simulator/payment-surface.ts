// The two surfaces that move money, Toss's own and the sandbox's: routes, authentication, the
// Idempotency-Key, and one lane per payment.
import { authenticate, type Merchant } from './basic-auth.ts';
import { type Language, statusOf } from './error-catalogue.ts';
import { beginsPayment, type MoneyOp } from './fault-catalogue.ts';
import { bodyDigest, keyLengthMax, replayOf } from './idempotency.ts';
import { jsonBody } from './json-body.ts';
import { type MoneyRequest, runMoneyOperation, type Told } from './money-operation.ts';
import type { Surface } from './payment-record.ts';
import { errorShape } from './payment-shape.ts';
import { type Program, sleep } from './program.ts';
import { paymentKeyOfOrder } from './read.ts';
import { runReadOperation } from './read-operation.ts';
import { findKey } from './state.ts';
import { sendEarly } from './webhooks.ts';
import { header, json, LiarCrash, type LiarReply, type LiarRequest } from './wire.ts';

interface Route {
  readonly op: MoneyOp | 'read' | 'readOrder';
  readonly surface: Surface;
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

/** What may stand behind `/payments/{paymentKey}/` and behind `/payments/`, by surface. */
const words: Readonly<
  Record<Surface, { readonly ofPayment: readonly MoneyOp[]; readonly first: readonly MoneyOp[] }>
> = {
  toss: { ofPayment: ['cancel'], first: ['confirm'] },
  sandbox: { ofPayment: ['cancel', 'capture', 'void'], first: ['confirm', 'authorize'] },
};

const postRoute = (surface: Surface, [first = '', second, more]: string[]): Route | undefined => {
  if (more !== undefined) return undefined;
  const { ofPayment, first: firstWords } = words[surface];
  const isOfPayment = second !== undefined;
  const op = (isOfPayment ? ofPayment : firstWords).find((word) => word === (second ?? first));
  return op && { op, surface, asked: isOfPayment ? first : '' };
};

const getRoute = (surface: Surface, [first = '', second, more]: string[]): Route | undefined => {
  if (more !== undefined || first === '') return undefined;
  if (second === undefined) return { op: 'read', surface, asked: first };
  return first === 'orders' ? { op: 'readOrder', surface, asked: second } : undefined;
};

const routeOf = (method: string, path: string): Route | undefined => {
  // Every word we accept is spelled with characters that need no escape.
  const billing = method === 'POST' ? /^\/v1\/billing\/([^/]+)$/u.exec(path)?.[1] : undefined;
  if (billing !== undefined) return { op: 'billing', surface: 'toss', asked: billing };
  const found = /^(\/sandbox)?\/v1\/payments\/(.*)$/u.exec(path);
  if (!found) return undefined;
  const surface = found[1] === undefined ? 'toss' : 'sandbox';
  const pieces = (found[2] ?? '').split('/');
  if (method === 'POST') return postRoute(surface, pieces);
  return method === 'GET' ? getRoute(surface, pieces) : undefined;
};

const textIn = (body: MoneyRequest['body'], name: string): string => {
  const value = body?.[name];
  return typeof value === 'string' ? value : '';
};

const refusal = (code: string, { language, traceId }: Pick<Asked, 'language' | 'traceId'>) =>
  json(statusOf(code) ?? 400, errorShape(code, language), { 'x-tosspayments-trace-id': traceId });

/** Keys whose first request still runs, and the queue of each payment. Both end with the process. */
const runningWork = () => ({
  keys: new Set<string>(),
  lanes: new Map<string, Promise<unknown>>(),
});

type Running = ReturnType<typeof runningWork>;

const moneyRequest = (
  program: Program,
  asked: Asked,
  { op, key }: { readonly op: MoneyOp; readonly key: string | undefined },
): MoneyRequest => {
  const { request, route, merchant, path, language, traceId } = asked;
  const body = jsonBody(request.body);
  const identity = key !== undefined && {
    key,
    secretKey: merchant.secretKey,
    method: request.method,
    path,
  };
  const isNamedInBody = beginsPayment(op) && op !== 'billing';
  return {
    op,
    surface: route.surface,
    merchant,
    body,
    paymentKey: isNamedInBody ? textIn(body, 'paymentKey') : route.asked,
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
  const { op } = request;
  const lane = request.paymentKey || textIn(request.body, 'orderId');
  const place = `${op}.latency|${lane}`;
  const nth = program.state.runs.get(place) ?? 0;
  program.state.runs.set(place, nth + 1);
  const ms = program.draws.latencyMs(program.latency, op, lane, nth);
  const before = running.lanes.get(lane);
  const turn = (before ?? Promise.resolve()).then(() => sleep(program.timers, ms));
  running.lanes.set(lane, turn);
  await turn;
  if (running.lanes.get(lane) === turn) running.lanes.delete(lane);
};

const deliver = async (program: Program, told: Told, paymentKey: string): Promise<LiarReply> => {
  if (told.isCrash) throw new LiarCrash(paymentKey);
  if (told.delayMs > 0) await sleep(program.timers, told.delayMs);
  return told.reply;
};

const postMoney = async (program: Program, running: Running, asked: Asked, op: MoneyOp) => {
  const key = header(asked.request, 'idempotency-key');
  if (key !== undefined && key.length > keyLengthMax) {
    return refusal('INVALID_IDEMPOTENCY_KEY', asked);
  }
  const request = moneyRequest(program, asked, { op, key });
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
    route.op === 'read'
      ? route.asked
      : paymentKeyOfOrder(program.state, {
          mId: merchant.mId,
          orderId: route.asked,
          surface: route.surface,
        });
  const told = runReadOperation(program, {
    merchant,
    surface: route.surface,
    paymentKey,
    asked: route.asked,
    language,
    traceId,
  });
  // A read may show what another request has committed but not flushed yet.
  await program.journal.durable();
  return deliver(program, told, paymentKey ?? '');
};

export const paymentSurface = (program: Program) => {
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
    return route.op === 'read' || route.op === 'readOrder'
      ? getPayment(program, asked)
      : postMoney(program, running, asked, route.op);
  };
};
