// The suite of the port `AnswerCache`, over the real adapter and whatever Redis a factory opens.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisAnswerCache } from '#adapters/redis/redis-answer-cache.ts';
import { type Answer, created, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { AnswerCache } from '#core/idempotency/ports.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { RedisWorld } from '../redis/redis-world.ts';

const tenant: Tenant = { environment: 'test', merchantId: 'M1' as MerchantId };
const scopeHash = 'a'.repeat(64);
const mine = { tenant, scopeHash, owner: 'instance-1/request-1' };
const theirs = { ...mine, owner: 'instance-2/request-9' };
const fingerprint = 'f'.repeat(64);
const otherFingerprint = '0'.repeat(64);
const leaseMs = 30_000;
const ttlSeconds = 600;
const answer: Answer = created({ paymentId: 'pay_1', amount: 12_000, items: [{ 이름: '책' }] });

export const answerCacheSuite = (name: string, open: () => Promise<RedisWorld>): void => {
  describe(`answer cache over ${name}`, () => {
    let world: RedisWorld;
    let cache: AnswerCache;

    beforeAll(async () => {
      world = await open();
      cache = redisAnswerCache(world.commands);
    });
    afterAll(() => world.close());
    beforeEach(() => world.flush());

    it('gives a new claim once and is busy while its lease lives', async () => {
      const first = await cache.claim({ ...mine, fingerprint, leaseMs });
      await world.advance(10_000);
      const second = await cache.claim({ ...theirs, fingerprint, leaseMs });

      expect(first).toEqual({ kind: 'NEW' });
      expect(second.kind).toBe('BUSY');
      expect(second).toHaveProperty('leaseLeftMs', expect.closeTo(20_000, -3));
    });

    it('replays a stored answer to the same payload', async () => {
      await cache.claim({ ...mine, fingerprint, leaseMs });

      const isStored = await cache.done({ ...mine, fingerprint, answer, ttlSeconds });

      expect(isStored).toBe(true);
      expect(await cache.claim({ ...theirs, fingerprint, leaseMs })).toEqual({
        kind: 'DONE',
        answer,
      });
    });

    it('replays a refusal without result', async () => {
      const declined = refusal('PAY_003');
      await cache.done({ ...mine, owner: '*', fingerprint, answer: declined, ttlSeconds });

      expect(await cache.claim({ ...theirs, fingerprint, leaseMs })).toEqual({
        kind: 'DONE',
        answer: declined,
      });
    });

    it('tells another payload apart, while busy and when done', async () => {
      await cache.claim({ ...mine, fingerprint, leaseMs });
      const busy = await cache.claim({ ...theirs, fingerprint: otherFingerprint, leaseMs });
      await cache.done({ ...mine, fingerprint, answer, ttlSeconds });
      const done = await cache.claim({ ...theirs, fingerprint: otherFingerprint, leaseMs });

      expect([busy, done]).toEqual([{ kind: 'OTHER' }, { kind: 'OTHER' }]);
    });

    it.each([
      ['the same', fingerprint],
      ['another', otherFingerprint],
    ])('hands a claim over when its lease is over, to %s payload', async (_which, next) => {
      await cache.claim({ ...mine, fingerprint, leaseMs });
      await world.advance(leaseMs + 1);

      const stale = await cache.claim({ ...theirs, fingerprint: next, leaseMs });
      const again = await cache.claim({ ...mine, fingerprint: next, leaseMs });

      expect(stale).toEqual({ kind: 'STALE' });
      expect(again.kind).toBe('BUSY');
    });

    it('forgets a claim ten minutes after its lease', async () => {
      await cache.claim({ ...mine, fingerprint, leaseMs });

      await world.advance(leaseMs + 600_001);

      expect(await cache.claim({ ...theirs, fingerprint, leaseMs })).toEqual({ kind: 'NEW' });
    });

    it('lets a former owner neither finish nor free', async () => {
      await cache.claim({ ...mine, fingerprint, leaseMs });
      await world.advance(leaseMs + 1);
      await cache.claim({ ...theirs, fingerprint, leaseMs });

      const isDone = await cache.done({ ...mine, fingerprint, answer, ttlSeconds });
      const isFreed = await cache.free(mine);

      expect([isDone, isFreed]).toEqual([false, false]);
      expect((await cache.claim({ ...mine, fingerprint, leaseMs })).kind).toBe('BUSY');
    });

    it('finishes nothing that nobody claimed', async () => {
      expect(await cache.done({ ...mine, fingerprint, answer, ttlSeconds })).toBe(false);
      expect(await cache.free(mine)).toBe(false);
      expect(await world.dump()).toEqual({});
    });

    it('refills from the deciding tier over whatever is there', async () => {
      await cache.claim({ ...theirs, fingerprint: otherFingerprint, leaseMs });

      const isStored = await cache.done({ ...mine, owner: '*', fingerprint, answer, ttlSeconds });

      expect(isStored).toBe(true);
      expect((await cache.claim({ ...mine, fingerprint, leaseMs })).kind).toBe('DONE');
      expect(await cache.done({ ...theirs, fingerprint, answer, ttlSeconds })).toBe(false);
    });

    it('frees its own claim, and an answer is nobody’s to free', async () => {
      await cache.claim({ ...mine, fingerprint, leaseMs });
      const isFreed = await cache.free(mine);
      const next = await cache.claim({ ...theirs, fingerprint, leaseMs });
      await cache.done({ ...theirs, fingerprint, answer, ttlSeconds });

      expect([isFreed, next]).toEqual([true, { kind: 'NEW' }]);
      expect(await cache.free(theirs)).toBe(false);
    });

    it('keeps an answer for its life', async () => {
      await cache.done({ ...mine, owner: '*', fingerprint, answer, ttlSeconds });

      await world.advance(ttlSeconds * 1000 - 2_000);
      const within = await cache.claim({ ...mine, fingerprint, leaseMs });
      await world.advance(3_000);
      const after = await cache.claim({ ...mine, fingerprint, leaseMs });

      expect([within.kind, after.kind]).toEqual(['DONE', 'NEW']);
    });

    it('keeps tenants apart', async () => {
      await cache.claim({ ...mine, fingerprint, leaseMs });

      const others = [
        { environment: 'live' as const, merchantId: tenant.merchantId },
        { environment: 'test' as const, merchantId: 'M2' as MerchantId },
      ];

      for (const other of others) {
        const reply = await cache.claim({ ...mine, tenant: other, fingerprint, leaseMs });
        expect(reply).toEqual({ kind: 'NEW' });
      }
    });

    it('refuses to keep an answer that asks to come again', async () => {
      const doubt = { ...answer, retryAfterSeconds: 2 };

      await expect(
        cache.done({ ...mine, owner: '*', fingerprint, answer: doubt, ttlSeconds }),
      ).rejects.toThrow('not final');
      expect(await world.dump()).toEqual({});
    });

    it('throws while the store is down, and works again when it is back and empty', async () => {
      await cache.claim({ ...mine, fingerprint, leaseMs });
      await world.stop();

      await expect(cache.claim({ ...mine, fingerprint, leaseMs })).rejects.toThrow();
      await expect(cache.done({ ...mine, fingerprint, answer, ttlSeconds })).rejects.toThrow();
      await expect(cache.free(mine)).rejects.toThrow();
      await world.start();

      await expect
        .poll(async () => (await cache.claim({ ...mine, fingerprint, leaseMs })).kind)
        .toBe('NEW');
    });
  });
};
