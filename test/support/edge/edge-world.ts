// One function of the public API with everything real but its use case: pipeline, signature, admission
// gate, Powertools and the Redis adapters, over the twin of Redis. The deciding tier is a map that
// keeps the two rules of a transaction: one record per scope, and none while it is away.

import * as z from 'zod/mini';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { powertoolsEdge } from '#adapters/idempotency/powertools-edge.ts';
import { memoryRedis } from '#adapters/memory/redis/memory-redis.ts';
import { redisAnswerCache } from '#adapters/redis/redis-answer-cache.ts';
import { redisGate } from '#adapters/redis/redis-gate.ts';
import { systemIds } from '#adapters/system/system-ids.ts';
import { systemSleeper } from '#adapters/system/system-sleeper.ts';
import { type Answer, created } from '#core/contracts/http/answer.ts';
import { idempotencyKeyField, moneyInput } from '#core/contracts/http/request-fields.ts';
import { nothing } from '#core/contracts/http/route-contract.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { orderId } from '#core/contracts/wire-fields.ts';
import { directEdge } from '#core/idempotency/edge.ts';
import type { IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { followRecord, type IdempotencyRecords } from '#core/idempotency/records.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { fallbackGate } from '#core/limits/fallback-gate.ts';
import { limitRules } from '#core/limits/limit-policies.ts';
import type { Nonces } from '#core/limits/ports.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import type { Merchant } from '#core/merchants/merchant.ts';
import type { ApiKeys, Credential } from '#core/merchants/ports.ts';
import type { HttpResponse } from '#functions/_pipeline/envelope.ts';
import type { ApiRequest } from '#functions/_pipeline/exchange.ts';
import { type HttpDeps, httpPipeline } from '#functions/_pipeline/http.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import {
  goodBody,
  keyId,
  secret,
  signedEvent,
  type ToSend,
} from '#test/support/edge/signed-event.ts';
import { freshInstance, settableClock } from '#test/support/limits/limit-world.ts';

const tenant: Tenant = { environment: 'test', merchantId: 'M123' as MerchantId };

export const toyContract = {
  params: nothing,
  query: z.strictObject({ note: z.exactOptional(z.string()) }),
  body: z.strictObject({
    orderId,
    amount: moneyInput(),
    label: z.exactOptional(z.string()),
    ...idempotencyKeyField,
  }),
  result: z.strictObject({}),
};

const readContract = {
  params: z.strictObject({ orderId }),
  query: nothing,
  body: undefined,
  result: z.strictObject({}),
};

export const anApiKey = (changes: Partial<ApiKey> = {}): ApiKey => ({
  keyId: keyId as KeyId,
  merchantId: tenant.merchantId,
  environment: 'test',
  scopes: ['payments:write', 'orders:read', 'orders:write'],
  state: 'ACTIVE',
  label: 'shop',
  secretCipher: 'cipher',
  createdAt: 0 as never,
  ...changes,
});

export const aMerchant = (changes: Partial<Merchant> = {}): Merchant => ({
  merchantId: tenant.merchantId,
  name: 'Lumen',
  status: 'ACTIVE',
  services: [],
  providers: {},
  keyIds: { live: [], test: [keyId as KeyId] },
  webhookEndpoints: { live: 'a'.repeat(32), test: 'b'.repeat(32) },
  version: 1,
  createdAt: 0 as never,
  ...changes,
});

/** Tier 2 without a database: what a transaction's condition would say. */
export const recordKeeper = (clock: Clock) => {
  const records = new Map<string, IdempotencyRecord>();
  const answers = new Map<string, Answer>();
  const state = { isAway: false, reads: 0 };
  const orAway = (): void => {
    if (state.isAway) throw new DependencyUnavailable('dynamodb');
  };
  const port: IdempotencyRecords = {
    byScope: async ({ scope }) => {
      orAway();
      state.reads += 1;
      return records.get(scope);
    },
    answer: async ({ scope }) => {
      orAway();
      return answers.get(scope);
    },
  };
  /** Writes the record COMPLETED, unless one is there: then that one decides. */
  const commit = async (request: ApiRequest<unknown, unknown, unknown>, answer: Answer) => {
    orAway();
    const claim = request.idempotency;
    if (claim === undefined) return answer;
    const found = records.get(claim.scope);
    if (found !== undefined && claim.takeOver !== found.fence) {
      const following = await followRecord({ records: port, clock })({
        tenant,
        claim,
        record: found,
        present: async () => ({ shown: 'now' }),
      });
      if (following.kind === 'ANSWER') return following.answer;
    }
    records.set(claim.scope, {
      tenant,
      scope: claim.scope,
      fingerprint: claim.fingerprint,
      state: 'COMPLETED',
      fence: (claim.takeOver ?? 0) + 1,
      recoveryPoint: 'RECORDED',
      requestId: request.cause.requestId,
      createdAt: clock.now(),
    });
    answers.set(claim.scope, answer);
    return answer;
  };
  return { port, commit, records, answers, state };
};

const processNonces = (clock: Clock): Nonces => {
  const seen = new Map<string, number>();
  return {
    use: async ({ keyId: key, nonce, ttlSeconds }) => {
      const name = `${key}|${nonce}`;
      if ((seen.get(name) ?? 0) > clock.now()) return false;
      seen.set(name, plus(clock.now(), ttlSeconds * 1000));
      return true;
    },
  };
};

export interface EdgeOptions {
  readonly profile?: 'lean' | 'standard';
  readonly credential?: Partial<Credential>;
  readonly capacity?: number;
  /** What the operation does instead of answering with a new object. */
  readonly work?: (request: ApiRequest<unknown, unknown, unknown>) => Promise<Answer>;
}

export const edgeWorld = ({ profile, credential, capacity, work }: EdgeOptions = {}) => {
  const clock = settableClock();
  const redis = memoryRedis({ now: () => clock.now() });
  const instance = freshInstance();
  const records = recordKeeper(clock);
  const logs: LogRecord[] = [];
  const fallbacks: unknown[] = [];
  const runs: ApiRequest<unknown, unknown, unknown>[] = [];
  const known: Credential = { key: anApiKey(), secret, merchant: aMerchant(), ...credential };
  const keys: ApiKeys = { byId: async (id) => (id === known.key.keyId ? known : undefined) };
  const window = { capacity: capacity ?? 100_000, windowSeconds: 60 };
  const tiers = powertoolsEdge({
    cache: redisAnswerCache(redis as never),
    records: records.port,
    digests: nodeDigests,
    clock,
    sleeper: systemSleeper,
    onFallback: (error) => fallbacks.push(error),
  });
  const deps: HttpDeps = {
    clock,
    ids: systemIds(clock),
    instance,
    telemetry: (record) => logs.push(record),
    digests: nodeDigests,
    sleeper: systemSleeper,
    keys,
    toleranceSeconds: 300,
    gate: fallbackGate({
      gate: redisGate(redis as never),
      nonces: processNonces(clock),
      instance,
      clock,
      expectedInstances: 1,
    }),
    limits: limitRules({ authorize: window, order: window, refund: window, read: window }),
    idempotency: {
      ...(profile === 'lean' ? directEdge : tiers),
      settings: { leaseMs: 30_000, answerTtlSeconds: 86_400 },
    },
  };
  const operation =
    work ?? (async () => created({ paymentId: `pay_${'0'.repeat(26)}`, run: runs.length }));
  const handler = async (request: ApiRequest<unknown, unknown, unknown>): Promise<Answer> => {
    runs.push(request);
    const answer = await operation(request);
    return records.commit(request, answer);
  };
  const post = httpPipeline({ route: 'confirm-payment', contract: toyContract, deps, handler });
  const get = httpPipeline({ route: 'get-order', contract: readContract, deps, handler });
  return { clock, redis, records, logs, fallbacks, runs, deps, post, get };
};

export type EdgeWorld = ReturnType<typeof edgeWorld>;

export interface Shown {
  readonly status: number;
  readonly code: string;
  readonly result: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const shown = ({ statusCode, headers, body }: HttpResponse): Shown => {
  const { code, result } = JSON.parse(body) as { code: string; result: unknown };
  return { status: statusCode, code, result, headers, body };
};

/** Sends a good confirm, changed as told. */
export const confirm = async (world: EdgeWorld, toSend: ToSend = {}): Promise<Shown> => {
  const event = signedEvent(world.clock.now(), { body: goodBody, key: 'key-1', ...toSend });
  return shown(await world.post(event));
};
