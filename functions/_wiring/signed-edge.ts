// The edge of signed routes: keys, limits, nonces and tier 1, by the profile of the stage. The Redis
// client is loaded only where the profile has Redis.
import type { OpenKms } from '#adapters/crypto/kms-secrets.ts';
import { dynamoApiKeys } from '#adapters/dynamo/dynamo-api-keys.ts';
import { dynamoIdempotencyRecords, dynamoNonces } from '#adapters/dynamo/dynamo-idempotency.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import type { RedisCommands } from '#adapters/redis/redis-commands.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import { directEdge, type IdempotencyEdge } from '#core/idempotency/edge.ts';
import type { AnswerCache } from '#core/idempotency/ports.ts';
import { fallbackGate } from '#core/limits/fallback-gate.ts';
import { type LimitSetting, limitRules } from '#core/limits/limit-policies.ts';
import { localGate } from '#core/limits/local-gate.ts';
import type { Nonces, RequestGate } from '#core/limits/ports.ts';
import { cachedApiKeys } from '#core/merchants/cached-api-keys.ts';
import type { HttpDeps } from '#functions/_pipeline/http.ts';
import { keySecretsOf } from './key-secrets.ts';
import type { RuntimeDeps } from './runtime.ts';

export interface RedisEnv {
  readonly redisMode: 'none' | 'elasticache-serverless' | 'external';
  readonly redisUrl: string;
  readonly appRedisTimeoutMs: number;
}

export interface EdgeEnv extends RedisEnv {
  readonly appPrimaryEnvironment: Environment;
  readonly fieldKeyArn: string;
  readonly appAuthToleranceSeconds: number;
  readonly appRateLimitExpectedInstances: number;
  readonly appRateLimitStore: 'redis' | 'dynamodb' | 'off';
  readonly appIdempotencyCacheTtlSeconds?: number;
  readonly appIdempotencyLeaseSeconds?: number;
  readonly [name: string]: unknown;
}

const limitNames = ['authorize', 'capture', 'refund', 'order', 'read', 'admin'] as const;

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The settings of the policies that this function's environment names. */
const settingsOf = (
  env: Readonly<Record<string, unknown>>,
): Partial<Record<(typeof limitNames)[number], LimitSetting>> =>
  Object.fromEntries(
    limitNames.flatMap((name) => {
      const stem = `appRateLimit${capital(name)}`;
      const capacity = env[`${stem}Capacity`];
      if (typeof capacity !== 'number') return [];
      const windowSeconds = env[`${stem}WindowSeconds`] as number;
      return [[name, { capacity, windowSeconds, burst: env[`${stem}Burst`] as number }]];
    }),
  );

export const limitsOf = (env: EdgeEnv | Readonly<Record<string, unknown>>) =>
  env['appRateLimitStore'] === 'off' ? {} : limitRules(settingsOf(env as never));

/** The modules of Redis, and that of tier 1: loaded where the profile has Redis. */
const loadRedis = () =>
  Promise.all([
    import('#adapters/redis/redis-client.ts'),
    import('#adapters/redis/redis-gate.ts'),
    import('#adapters/redis/redis-answer-cache.ts'),
  ]);
const loadTiers = () => import('#adapters/idempotency/powertools-edge.ts');

type RedisModules = Awaited<ReturnType<typeof loadRedis>>;

/** Other ways to KMS, Redis and tier 1 than the real ones. */
export interface EdgeCuts {
  readonly openKms?: OpenKms;
  readonly loadRedis?: () => Promise<
    readonly [
      { readonly redisClient: (options: { url: string; timeoutMs: number }) => RedisCommands },
      Pick<RedisModules[1], 'redisGate'>,
      Pick<RedisModules[2], 'redisAnswerCache'>,
    ]
  >;
  readonly loadTiers?: () => Promise<Pick<Awaited<ReturnType<typeof loadTiers>>, 'powertoolsEdge'>>;
}

interface Shared {
  readonly gate: RequestGate;
  readonly cache: AnswerCache;
}

const sharedOf = async (
  env: RedisEnv,
  { loadRedis: load = loadRedis }: EdgeCuts,
): Promise<Shared> => {
  const [{ redisClient }, { redisGate }, { redisAnswerCache }] = await load();
  const client = redisClient({ url: env.redisUrl, timeoutMs: env.appRedisTimeoutMs });
  return { gate: redisGate(client), cache: redisAnswerCache(client) };
};

export const gateOf = async (
  env: RedisEnv & { readonly appRateLimitExpectedInstances: number },
  runtime: RuntimeDeps,
  nonces: Nonces,
  cuts: EdgeCuts,
) => {
  if (env.redisMode === 'none')
    return { gate: localGate({ ...runtime, nonces }), cache: undefined };
  const { gate, cache } = await sharedOf(env, cuts);
  const onFailure = (error: unknown): void =>
    runtime.telemetry({ level: 'WARN', message: 'limiter.failed', fields: {}, error });
  const expectedInstances = env.appRateLimitExpectedInstances;
  return { gate: fallbackGate({ ...runtime, gate, nonces, expectedInstances, onFailure }), cache };
};

const edgeOf = async (
  cache: AnswerCache | undefined,
  store: Store,
  runtime: RuntimeDeps,
  { loadTiers: load = loadTiers }: EdgeCuts,
): Promise<IdempotencyEdge> => {
  if (cache === undefined) return directEdge;
  const { powertoolsEdge } = await load();
  const onFallback = (error: unknown): void =>
    runtime.telemetry({ level: 'WARN', message: 'idempotency.tier-1-away', fields: {}, error });
  const records = dynamoIdempotencyRecords(store, runtime.clock);
  return powertoolsEdge({ ...runtime, cache, records, onFallback });
};

/** Everything a signed route needs in front of its handler. */
export const signedEdge = async (
  env: EdgeEnv,
  store: Store,
  runtime: RuntimeDeps,
  cuts: EdgeCuts = {},
): Promise<HttpDeps> => {
  const secrets = keySecretsOf(env, runtime, cuts.openKms);
  const nonces = dynamoNonces(store, runtime.clock, runtime.ids);
  const { gate, cache } = await gateOf(env, runtime, nonces, cuts);
  const lease = env.appIdempotencyLeaseSeconds;
  const edge = lease === undefined ? undefined : await edgeOf(cache, store, runtime, cuts);
  return {
    ...runtime,
    keys: cachedApiKeys(dynamoApiKeys(store, secrets), runtime.instance, runtime.clock),
    toleranceSeconds: env.appAuthToleranceSeconds,
    gate,
    limits: limitsOf(env),
    primaryEnvironment: env.appPrimaryEnvironment,
    ...(edge === undefined || lease === undefined
      ? {}
      : {
          idempotency: {
            run: edge.run.bind(edge),
            settings: {
              leaseMs: lease * 1_000,
              answerTtlSeconds: env.appIdempotencyCacheTtlSeconds ?? 86_400,
            },
          },
        }),
  };
};
