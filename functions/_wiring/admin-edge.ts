// The edge of operators' routes: the IAM principal, its allowance, and who vouches for a person's name.
import { dynamoNonces } from '#adapters/dynamo/dynamo-idempotency.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import type { AdminDeps } from '#functions/_pipeline/admin.ts';
import type { RuntimeDeps } from './runtime.ts';
import { type EdgeCuts, gateOf, limitsOf, type RedisEnv } from './signed-edge.ts';

export interface AdminEnv extends RedisEnv {
  readonly fluxpayStage: string;
  readonly appPrimaryEnvironment: Environment;
  readonly appRateLimitExpectedInstances: number;
  readonly appIdempotencyCacheTtlSeconds?: number;
  readonly appIdempotencyLeaseSeconds?: number;
  readonly [name: string]: unknown;
}

/** The stage's human roles: their trust policy pins the session name to the IAM user. */
const pinnedRoles = (stage: string): string[] =>
  ['viewer', 'operator', 'approver'].map((role) => `fluxpay-${stage}-${role}`);

export const adminEdge = async (
  env: AdminEnv,
  store: Store,
  runtime: RuntimeDeps,
  cuts: EdgeCuts = {},
): Promise<AdminDeps> => {
  const nonces = dynamoNonces(store, runtime.clock, runtime.ids);
  const { gate } = await gateOf(env, runtime, nonces, cuts);
  return {
    ...runtime,
    gate,
    limits: limitsOf(env),
    primaryEnvironment: env.appPrimaryEnvironment,
    pinnedRoles: pinnedRoles(env.fluxpayStage),
    settings: {
      leaseMs: (env.appIdempotencyLeaseSeconds ?? 20) * 1_000,
      answerTtlSeconds: env.appIdempotencyCacheTtlSeconds ?? 86_400,
    },
  };
};
