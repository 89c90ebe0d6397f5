// The gate of a profile with Redis: one script judges nonce and limits. With Redis away, pay paths
// and reads go on by the process's own buckets and the database's nonces; what must not go
// unlimited is refused. Idempotency is elsewhere and never fails open.
import { AssertionFailed } from '#core/kernel/assert.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import {
  type AdmissionDecision,
  type AdmissionGate,
  type AdmissionRequest,
  costAboveBurst,
  nonceTtlSeconds,
} from './admission.ts';
import { denyCache } from './deny-cache.ts';
import { limiterBreaker } from './limiter-breaker.ts';
import { instanceShare, localBuckets } from './local-bucket.ts';
import { admitByBuckets } from './local-gate.ts';
import type { GateReply, LimitPolicy, Nonces, RequestGate } from './ports.ts';

export interface FallbackGateDeps {
  readonly gate: RequestGate;
  readonly nonces: Nonces;
  readonly instance: Instance;
  readonly clock: Clock;
  /** How many processes share a merchant's capacity while each limits alone. */
  readonly expectedInstances: number;
  /** Told of each failure of the shared limiter: failing open is allowed, in silence it is not. */
  readonly onFailure?: (error: unknown) => void;
}

/** The nonce in the database: fresh or not, or the failure to find out. */
type Durable = Result<boolean, unknown>;

const settled = async (use: Promise<boolean>): Promise<Durable> => {
  try {
    return ok(await use);
  } catch (error) {
    return err(error);
  }
};

const freshOrThrow = (durable: Durable): boolean => {
  if (durable.ok) return durable.value;
  throw durable.error;
};

/** The shared gate behind breaker and deny cache. `undefined` means that it is away. */
const guardedGate = (deps: FallbackGateDeps) => {
  const breaker = limiterBreaker(deps);
  const denials = denyCache(deps);

  const guarded = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    if (breaker.isOpen()) return undefined;
    try {
      const reply = await call();
      breaker.record('ANSWERED');
      return reply;
    } catch (error) {
      if (error instanceof AssertionFailed) throw error;
      breaker.record('FAILED');
      deps.onFailure?.(error);
      return undefined;
    }
  };

  return {
    denied: (request: AdmissionRequest) => denials.find(request.tenant, request.policies),
    take: async (request: AdmissionRequest): Promise<GateReply | undefined> => {
      const { tenant, keyId, nonce, policies } = request;
      const reply = await guarded(() =>
        deps.gate.take({ tenant, keyId, nonce, nonceTtlSeconds, policies }),
      );
      if (reply?.kind === 'LIMITED') denials.remember(tenant, policies, reply);
      return reply;
    },
    giveBack: async (request: Parameters<RequestGate['giveBack']>[0]): Promise<void> => {
      await guarded(() => deps.gate.giveBack(request));
    },
  };
};

const decided = (reply: GateReply): AdmissionDecision =>
  reply.kind === 'NONCE_USED' ? reply : { ...reply, isFailedOpen: false };

export const fallbackGate = (deps: FallbackGateDeps): AdmissionGate => {
  const shared = guardedGate(deps);
  const buckets = localBuckets(deps);
  const shares = (policies: readonly LimitPolicy[]): LimitPolicy[] =>
    policies.map((policy) => instanceShare(policy, deps.expectedInstances));

  const durable = ({ tenant, keyId, nonce }: AdmissionRequest): Promise<Durable> =>
    settled(deps.nonces.use({ tenant, keyId, nonce, ttlSeconds: nonceTtlSeconds }));

  /** Redis let a move of money pass; the database's word on its nonce is awaited all the same. */
  const confirmed = async (
    request: AdmissionRequest,
    kept: Durable,
    reply: GateReply,
  ): Promise<AdmissionDecision> => {
    if (reply.kind !== 'ALLOWED' || (kept.ok && kept.value)) return decided(reply);
    await shared.giveBack(request);
    freshOrThrow(kept);
    return { kind: 'NONCE_USED' };
  };

  const withoutRedis = (request: AdmissionRequest, kept?: Durable): Promise<AdmissionDecision> =>
    admitByBuckets(
      buckets,
      { tenant: request.tenant, policies: shares(request.policies) },
      {
        isFailedOpen: true,
        useNonce: async () => freshOrThrow(kept ?? (await durable(request))),
      },
    );

  return {
    admit: async (request) => {
      const impossible = costAboveBurst(request.policies);
      if (impossible !== undefined) return impossible;
      const denied = shared.denied(request);
      if (denied !== undefined) return decided(denied);

      // Sent together: the second store adds no wait to a move of money.
      const [reply, kept] = await Promise.all([
        shared.take(request),
        request.isMoneyMove === true ? durable(request) : undefined,
      ]);
      if (reply !== undefined) {
        return kept === undefined ? decided(reply) : confirmed(request, kept, reply);
      }
      return request.isFailClosed ? { kind: 'UNAVAILABLE' } : withoutRedis(request, kept);
    },
    giveBack: async (grant) => {
      if (grant.isFailedOpen) buckets.giveBack(grant.tenant, shares(grant.policies));
      else await shared.giveBack(grant);
    },
  };
};
