// What the admission gates meet in their tests: a clock in hand, one process's memory, and stores
// that answer as told.

import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import { type Instant, instant } from '#core/kernel/instant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import type { AdmissionRequest } from '#core/limits/admission.ts';
import { denyCache } from '#core/limits/deny-cache.ts';
import { limiterBreaker } from '#core/limits/limiter-breaker.ts';
import { localBuckets } from '#core/limits/local-bucket.ts';
import type { GateReply, LimitPolicy, Nonces, RequestGate } from '#core/limits/ports.ts';

export interface SettableClock extends Clock {
  advance(ms: number): void;
}

export const settableClock = (startMs = Date.UTC(2026, 2, 1)): SettableClock => {
  let now: Instant = instant(startMs);
  return {
    now: () => now,
    advance: (ms) => {
      now = instant(now + ms);
    },
  };
};

export const freshInstance = (): Instance => {
  const memories = new Map<string, unknown>();
  return {
    memory: <T>(name: string, make: () => T): T => {
      if (!memories.has(name)) memories.set(name, make());
      return memories.get(name) as T;
    },
  };
};

export const aTenant = (merchant = 'M1'): Tenant => ({
  environment: 'test',
  merchantId: merchant as MerchantId,
});

/** 60 a minute, 20 at once. */
export const aPolicy = (changes: Partial<LimitPolicy> = {}): LimitPolicy => ({
  name: 'authorize',
  intervalMicros: 1_000_000,
  burst: 20,
  cost: 1,
  ...changes,
});

let made = 0;

export const anAdmission = (changes: Partial<AdmissionRequest> = {}): AdmissionRequest => {
  made += 1;
  return {
    tenant: aTenant(),
    keyId: 'key_1' as KeyId,
    nonce: `nonce-${made}`.padEnd(16, '0'),
    policies: [aPolicy()],
    isFailClosed: false,
    isWrite: true,
    ...changes,
  };
};

export const away = (): Promise<never> => Promise.reject(new Error('away'));

/** A shared limiter that answers as `reply` says, and remembers what reached it. */
export const scriptedGate = (reply: () => Promise<GateReply>) => {
  const reached = { takes: 0, givenBack: [] as string[][] };
  const gate: RequestGate = {
    take: () => {
      reached.takes += 1;
      return reply();
    },
    giveBack: async ({ policies }) => {
      reached.givenBack.push(policies.map((policy) => policy.name));
    },
  };
  return { gate, reached };
};

/** Nonces as the database keeps them, and what reached it. */
export const keptNonces = () => {
  const used = new Set<string>();
  const nonces: Nonces = {
    use: async ({ nonce }) => {
      if (used.has(nonce)) return false;
      used.add(nonce);
      return true;
    },
  };
  return { nonces, used };
};

export const limitMemory = () => {
  const deps = { clock: settableClock(), instance: freshInstance() };
  return {
    ...deps,
    buckets: localBuckets(deps),
    breaker: limiterBreaker(deps),
    denials: denyCache(deps),
  };
};
