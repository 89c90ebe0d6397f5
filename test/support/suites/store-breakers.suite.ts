// The port of breaker rows: what one instance adds is seen by all, and the races that only one may win.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import {
  type Breaker,
  bucketMs,
  leaseMs,
  newBreaker,
  noCounts,
  operated,
  trialsMax,
  windowOf,
} from '#core/breakers/breaker.ts';
import { moveBreaker } from '#core/breakers/move-breaker.ts';
import type { BreakerRows } from '#core/breakers/ports.ts';
import { present } from '#core/kernel/assert.ts';
import { instant, plus } from '#core/kernel/instant.ts';
import { testIds } from '#test/support/engine/engine.ts';
import type { StoreWorld } from '#test/support/engine/store-world.ts';

let breakers = 0;

const one = { ...noCounts, calls: 1, failed: 1 };
const start = instant(Math.ceil(Date.UTC(2026, 2, 2) / bucketMs) * bucketMs);

export const storeBreakersSuite = (name: string, open: () => Promise<StoreWorld>): void => {
  describe(`breakers over ${name}`, () => {
    let at: StoreWorld;
    let rows: BreakerRows;

    beforeAll(async () => {
      at = await open();
      rows = dynamoBreakers(at.store);
    });

    afterAll(() => at.close());

    const fresh = (): string => {
      breakers += 1;
      return `pg-test${breakers}-confirm`;
    };

    const begun = async (): Promise<Breaker> => {
      const row = await rows.count({ name: fresh(), version: 0 }, start, one);
      return present(row, 'the first count makes the row');
    };

    const move = (before: Breaker, action: Parameters<typeof operated>[1]) => {
      const ids = testIds(at.clock);
      const cause = { requestId: 'request-0001', actor: 'operator' };
      const moved = operated(before, action, { at: start, until: undefined });
      return moveBreaker({ unitOfWork: at.unitOfWork, ids, source: '/fluxpay/test' })(moved, {
        environment: 'test',
        cause,
      });
    };

    const now = async (row: Breaker): Promise<Breaker> =>
      present(await rows.byName(row.name), 'the row is there');

    it('knows nothing of what never counted', async () => {
      expect(await rows.byName(fresh())).toBeUndefined();
    });

    it('begins CLOSED with the first count, and only once', async () => {
      const row = await begun();

      const second = await rows.count({ name: row.name, version: 0 }, start, one);

      expect(row).toEqual({
        ...newBreaker(row.name, start),
        slots: [{ bucket: start / bucketMs, ...one }],
      });
      expect(second).toBeUndefined();
      expect(await now(row)).toEqual(row);
    });

    it('adds what instances count, ten seconds apart in slots of their own', async () => {
      const row = await begun();
      const slow = { ...noCounts, calls: 3, slow: 2, slowFailed: 1, refused: 4 };

      await rows.count(row, start, slow);
      const later = present(await rows.count(row, plus(start, bucketMs), one), 'it is counted');

      expect(later.slots).toHaveLength(2);
      expect(windowOf(later, plus(start, bucketMs))).toEqual({
        calls: 5,
        failed: 2,
        slow: 2,
        slowFailed: 1,
        refused: 4,
      });
    });

    it('writes over the slot of a minute ago', async () => {
      const row = await begun();

      const later = await rows.count(row, plus(start, 7 * bucketMs), one);

      expect(later?.slots).toEqual([{ bucket: start / bucketMs + 7, ...one }]);
    });

    it('loses nothing of instances that add at once', async () => {
      const row = await begun();
      const next = plus(start, bucketMs);

      await Promise.all(Array.from({ length: 8 }, () => rows.count(row, next, one)));

      expect(windowOf(await now(row), next).calls).toBe(9);
    });

    it('drops what a clock behind by a whole window counted', async () => {
      const row = await begun();
      await rows.count(row, plus(start, 7 * bucketMs), one);

      expect(await rows.count(row, start, one)).toBeUndefined();
    });

    it('drops counts of a state that is over', async () => {
      const row = await begun();
      await move(row, 'RESET');

      expect(await rows.count(row, start, one)).toBeUndefined();
      expect((await now(row)).slots).toEqual([]);
    });

    it('changes once for two that read the same', async () => {
      const row = await begun();

      const both = [await move(row, 'FORCE_OPEN'), await move(row, 'DISABLE')];

      expect(both).toEqual([true, false]);
      expect(await now(row)).toMatchObject({ state: 'FORCED_OPEN', version: 2, seq: 1 });
    });

    it('can be moved before it ever counted, once', async () => {
      const unseen = { ...newBreaker(fresh(), start), version: 0 };

      const both = [await move(unseen, 'DISABLE'), await move(unseen, 'FORCE_OPEN')];

      expect(both).toEqual([true, false]);
      expect(await now(unseen)).toMatchObject({ state: 'DISABLED', version: 1 });
    });

    const halfOpen = async (): Promise<Breaker> => {
      const row = await begun();
      await move(row, 'FORCE_HALF_OPEN');
      return now(row);
    };

    it('gives five trials to however many ask', async () => {
      const row = await halfOpen();

      const given = await Promise.all(Array.from({ length: 12 }, () => rows.takeTrial(row, start)));

      expect(given.filter(Boolean)).toHaveLength(trialsMax);
      expect((await now(row)).trials?.granted).toBe(trialsMax);
    });

    it('gives trials whose results never came once more', async () => {
      const row = await halfOpen();
      for (let each = 0; each < trialsMax; each += 1) await rows.takeTrial(row, start);
      const seen = await now(row);
      const late = plus(start, leaseMs);

      const early = await rows.takeTrial(seen, plus(late, -1));
      const both = [await rows.takeTrial(seen, late), await rows.takeTrial(seen, late)];

      expect([early, ...both]).toEqual([false, true, true]);
      expect((await now(row)).trials?.granted).toBe(2);
    });

    it('adds up the results of trials', async () => {
      const row = await halfOpen();
      await rows.takeTrial(row, start);

      await rows.endTrial(row, { isFailed: true, isSlow: false });
      const after = await rows.endTrial(row, { isFailed: false, isSlow: true });

      expect(after?.trials).toMatchObject({ done: 2, failed: 1, slow: 1 });
    });

    it('has no trials for a state that is over', async () => {
      const row = await halfOpen();
      await move(row, 'RESET');

      expect(await rows.takeTrial(row, start)).toBe(false);
      expect(await rows.endTrial(row, { isFailed: true, isSlow: true })).toBeUndefined();
    });
  });
};
