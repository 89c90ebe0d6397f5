// The suite of the port `RequestGate`, over the real adapter and whatever Redis a factory opens.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisGate } from '#adapters/redis/redis-gate.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { GateReply, GateRequest, LimitPolicy, RequestGate } from '#core/limits/ports.ts';
import type { RedisDump, RedisWorld } from '../redis/redis-world.ts';

const tenant = (merchant: string, environment: Tenant['environment'] = 'test'): Tenant => ({
  environment,
  merchantId: merchant as MerchantId,
});

/** One request a minute, so that the time a test takes moves nothing. */
const slow = (name: string, burst: number, cost = 1): LimitPolicy => ({
  name,
  intervalMicros: 60_000_000,
  burst,
  cost,
});

let nonces = 0;
const request = (changes: Partial<GateRequest> = {}): GateRequest => {
  nonces += 1;
  return {
    tenant: tenant('M1'),
    keyId: 'key_1' as KeyId,
    nonce: `nonce-${nonces}`.padEnd(16, '0'),
    nonceTtlSeconds: 900,
    policies: [slow('authorize', 10)],
    ...changes,
  };
};

/** Microseconds within which two clocks of one test agree. */
const toleranceMicros = 500_000;

const limited = (reply: GateReply): Extract<GateReply, { kind: 'LIMITED' }> => {
  expect(reply.kind).toBe('LIMITED');
  return reply as Extract<GateReply, { kind: 'LIMITED' }>;
};

const remaining = (reply: GateReply): number[] => {
  expect(reply.kind).toBe('ALLOWED');
  return (reply as Extract<GateReply, { kind: 'ALLOWED' }>).states.map((state) => state.remaining);
};

const takeTimes = async (gate: RequestGate, times: number, take: () => GateRequest) => {
  const kinds: string[] = [];
  for (let index = 0; index < times; index += 1) kinds.push((await gate.take(take())).kind);
  return kinds;
};

/** Keys that hold more or other than before; lives and distances shrink by themselves. */
const changedKeys = (before: RedisDump, after: RedisDump): string[] =>
  Object.entries(after)
    .filter(([key, { value }]) => {
      const old = before[key]?.value;
      const [now, then] = [value, old].map((facts) => Number(facts?.['inMs'] ?? 0));
      return old === undefined || Math.abs((now ?? 0) - (then ?? 0)) > 2_000;
    })
    .map(([key]) => key);

export const requestGateSuite = (name: string, open: () => Promise<RedisWorld>): void => {
  describe(`request gate over ${name}`, () => {
    let world: RedisWorld;
    let gate: RequestGate;

    beforeAll(async () => {
      world = await open();
      gate = redisGate(world.commands);
    });
    afterAll(() => world.close());

    /** Every tenant begins past its first minute: a new bucket is full. */
    beforeEach(async () => {
      await world.flush();
      for (const merchant of ['M1', 'M2']) {
        await gate.take(request({ tenant: tenant(merchant), policies: [] }));
      }
      await world.advance(61_000);
    });

    it('lets a burst through and tells what is left of each policy', async () => {
      const policies = [slow('authorize', 3), slow('order', 2)];

      const first = await gate.take(request({ policies }));
      const second = await gate.take(request({ policies }));

      expect(first).toEqual({
        kind: 'ALLOWED',
        states: [
          { policy: 'authorize', remaining: 2 },
          { policy: 'order', remaining: 1 },
        ],
      });
      expect(remaining(second)).toEqual([1, 0]);
    });

    it('refuses above the burst, names the policy and the wait', async () => {
      const policies = [slow('authorize', 3), slow('order', 1)];
      await gate.take(request({ policies }));

      const refused = limited(await gate.take(request({ policies })));

      expect(refused.policy).toBe('order');
      expect(refused.states.map((state) => state.remaining)).toEqual([2, 0]);
      expect(Math.abs(refused.waitMicros - 60_000_000)).toBeLessThan(toleranceMicros);
    });

    it('lets pass what waited as told, and refuses what came a second early', async () => {
      const policies = [slow('authorize', 2, 2)];
      await gate.take(request({ policies }));
      const { waitMicros } = limited(await gate.take(request({ policies })));

      await world.advance(Math.ceil(waitMicros / 1000) - 1_000);
      const early = limited(await gate.take(request({ policies })));
      await world.advance(Math.ceil(early.waitMicros / 1000));
      const late = await gate.take(request({ policies }));

      expect(early.waitMicros).toBeLessThanOrEqual(1_000_000);
      expect(remaining(late)).toEqual([0]);
    });

    it('changes no key when it refuses, and the first policy keeps what the second refused', async () => {
      await gate.take(request({ policies: [slow('authorize', 5), slow('order', 1)] }));
      const before = await world.dump();

      const refused = await gate.take(
        request({ policies: [slow('authorize', 5), slow('order', 1)] }),
      );

      expect(limited(refused).policy).toBe('order');
      expect(changedKeys(before, await world.dump())).toEqual([]);
    });

    it('names the policy with the longest wait', async () => {
      const policies = [slow('authorize', 2, 1), slow('order', 2, 2)];
      await gate.take(request({ policies: [slow('authorize', 2, 2), slow('order', 2, 2)] }));

      const refused = limited(await gate.take(request({ policies })));

      expect(refused.policy).toBe('order');
      expect(Math.abs(refused.waitMicros - 120_000_000)).toBeLessThan(toleranceMicros);
    });

    it('knows a used nonce, and takes no quota for it', async () => {
      const once = request();
      await gate.take(once);

      const again = await gate.take(once);
      const other = await gate.take(request());

      expect(again).toEqual({ kind: 'NONCE_USED' });
      expect(remaining(other)).toEqual([8]);
    });

    it('keeps nonces apart by key, merchant and environment', async () => {
      const once = request();
      await gate.take(once);

      const kinds = await Promise.all(
        [
          { keyId: 'key_2' as KeyId },
          { tenant: tenant('M2') },
          { tenant: tenant('M1', 'live') },
          {},
        ].map(async (changes) => (await gate.take({ ...once, ...changes })).kind),
      );

      expect(kinds).toEqual(['ALLOWED', 'ALLOWED', 'ALLOWED', 'NONCE_USED']);
    });

    it('does not store the nonce of a refused request', async () => {
      const policies = [slow('authorize', 1)];
      await gate.take(request({ policies }));
      const once = request({ policies });
      await gate.take(once);

      await world.advance(60_001);

      expect((await gate.take(once)).kind).toBe('ALLOWED');
    });

    it('forgets a nonce after its life', async () => {
      const once = request({ nonceTtlSeconds: 30, policies: [] });
      await gate.take(once);

      await world.advance(28_000);
      const within = await gate.take(once);
      await world.advance(3_000);
      const after = await gate.take(once);

      expect(within.kind).toBe('NONCE_USED');
      expect(after).toEqual({ kind: 'ALLOWED', states: [] });
    });

    it('keeps the limits of two merchants and two environments apart', async () => {
      const policies = [slow('authorize', 1)];
      await gate.take(request({ policies }));

      const [same, merchant, environment] = await Promise.all(
        [tenant('M1'), tenant('M2'), tenant('M2', 'live')].map((owner) =>
          gate.take(request({ tenant: owner, policies })),
        ),
      );

      expect([same?.kind, merchant?.kind, environment?.kind]).toEqual([
        'LIMITED',
        'ALLOWED',
        'ALLOWED',
      ]);
    });

    it('gives units back, so that replays leave the quota as it was', async () => {
      const policies = [slow('authorize', 5, 2), slow('order', 5)];
      const before = remaining(await gate.take(request({ policies })));
      for (let replay = 0; replay < 20; replay += 1) {
        await gate.take(request({ policies: [slow('authorize', 5, 2), slow('order', 5)] }));
        await gate.giveBack({ tenant: tenant('M1'), policies });
      }

      await gate.giveBack({ tenant: tenant('M1'), policies });

      expect(remaining(await gate.take(request({ policies })))).toEqual(before);
    });

    it('never gives back more than the burst', async () => {
      const policies = [slow('authorize', 3)];
      await gate.take(request({ policies }));

      await gate.giveBack({ tenant: tenant('M1'), policies });
      await gate.giveBack({ tenant: tenant('M1'), policies });
      await gate.giveBack({ tenant: tenant('M1'), policies: [] });

      expect(await takeTimes(gate, 4, () => request({ policies }))).toEqual([
        'ALLOWED',
        'ALLOWED',
        'ALLOWED',
        'LIMITED',
      ]);
    });

    it('applies a lowered limit to the next call, and frees a raised one at the wait it tells', async () => {
      const wide = [slow('authorize', 12)];
      await takeTimes(gate, 12, () => request({ policies: wide }));

      const narrow = [{ ...slow('authorize', 2), intervalMicros: 10_000_000 }];
      const lowered = limited(await gate.take(request({ policies: narrow })));
      await world.advance(Math.ceil(lowered.waitMicros / 1000));
      const freed = await gate.take(request({ policies: narrow }));

      expect(Math.abs(lowered.waitMicros - 10_000_000)).toBeLessThan(toleranceMicros);
      expect(freed.kind).toBe('ALLOWED');
    });

    it('starts with half the burst used within a minute of an emptied store', async () => {
      await world.flush();

      const kinds = await takeTimes(gate, 6, () => request());

      expect(kinds).toEqual([...Array.from({ length: 5 }, () => 'ALLOWED'), 'LIMITED']);
    });

    it('lets a request pass that costs more than half of what an emptied store leaves', async () => {
      await world.flush();

      const only = await gate.take(request({ policies: [slow('authorize', 1)] }));
      const dear = await gate.take(request({ policies: [slow('order', 5, 4)] }));

      expect(remaining(only)).toEqual([0]);
      expect(remaining(dear)).toEqual([0]);
    });

    it('throws while the store is down, and works again when it is back and empty', async () => {
      const once = request();
      await gate.take(once);
      await world.stop();

      await expect(gate.take(request())).rejects.toThrow();
      await expect(
        gate.giveBack({ tenant: tenant('M1'), policies: [slow('authorize', 1)] }),
      ).rejects.toThrow();
      await world.start();

      await expect.poll(async () => (await gate.take(request())).kind).toBe('ALLOWED');
      expect((await gate.take(once)).kind).toBe('ALLOWED');
    });
  });
};
