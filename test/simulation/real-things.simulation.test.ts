// Real time, chance, timers and sockets are found where core, functions or adapters ask for them in a run.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import { nodeExchange } from '#adapters/pg-http/node-exchange.ts';
import { systemChance } from '#adapters/system/system-chance.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemIds } from '#adapters/system/system-ids.ts';
import { systemSleeper } from '#adapters/system/system-sleeper.ts';
import { instant } from '#core/kernel/instant.ts';
import { count } from '#test/support/counters.ts';
import { startMs } from '#test/support/world/set-up-rows.ts';
import { optionsOf, runJob } from './jobs.ts';
import { judge } from './judge-run.ts';
import { type Cast, runCasts } from './run-world.ts';
import { tallyOf } from './tally.ts';
import { s05 } from './templates/sales.ts';

const frozen = { now: () => instant(0) };

const isThrowing = (call: () => unknown): boolean => {
  try {
    call();
    return false;
  } catch {
    return true;
  }
};

/** One client that makes this call in the middle of a run. */
const castOf = (call: () => unknown): Cast => ({
  template: {
    ...s05,
    expected: [],
    clients: { c1: () => Promise.resolve(call()).then(() => undefined) },
  },
  offset: 0,
  afterMs: 1,
});

const runWith = async (call: () => unknown, watchesRealThings: boolean) => {
  const casts = [castOf(call)];
  const base = optionsOf({ template: 'S05', seed: 'a', faults: [] });
  const ran = await runCasts({ ...base, casts, watchesRealThings });
  const { violations } = judge(ran, { casts });
  return { ran, found: violations.filter(({ id }) => id === 'R02').map(({ says }) => says) };
};

describe('a run that is looked at', () => {
  it.each<[string, () => unknown, string]>([
    ['time', () => systemClock.now(), 'Date.now was called at adapters/system/system-clock.ts:'],
    [
      'chance',
      () => systemChance.fraction(),
      'random was called at adapters/system/system-chance.ts:',
    ],
    [
      'random ids',
      () => systemIds(frozen).uuid(),
      'randomBytes was called at adapters/system/system-ids.ts:',
    ],
    [
      'a timer',
      () => systemSleeper.sleep(1),
      'setTimeout was called at adapters/system/system-sleeper.ts:',
    ],
    [
      'a socket',
      () =>
        nodeExchange({ baseUrl: 'http://127.0.0.1:9', clock: frozen })({
          method: 'GET',
          path: '/',
          headers: {},
          body: '',
          timeoutMs: 50,
        } as never),
      'was called at adapters/pg-http/',
    ],
  ])('finds that an adapter asks for %s', async (_name, call, says) => {
    let hasThrown = false;
    const { found } = await runWith(() => {
      hasThrown = isThrowing(() => void call());
    }, true);

    expect(found.join('\n')).toContain(says);
    expect(found.length > 0 || hasThrown).toBe(true);
    count('real things found');
  });

  it('leaves what drives it alone, and puts everything back', async () => {
    const before = [Date, Date.now, Math.random, randomUUID, setTimeout, performance.now];
    const { found } = await runWith(
      () => [Date.now(), new Date(), Math.random(), randomUUID()],
      true,
    );

    expect(found).toEqual([]);
    expect([Date, Date.now, Math.random, randomUUID, setTimeout, performance.now]).toEqual(before);
    expect(Date.now()).toBeGreaterThan(startMs + 1_000);
  });

  it('allows bytes that only have to be secret', async () => {
    const cursors = sealedCursor(() => Promise.resolve('secret'.repeat(8)));
    const { found } = await runWith(() => cursors.seal({} as never, 'list', 1 as never), true);

    expect(found).toEqual([]);
  });

  it('has the hash of one that is not', async () => {
    const options = optionsOf({ template: 'S03', seed: 'a', faults: [], redis: 'on' });
    const hashes = [];
    for (const watchesRealThings of [true, false]) {
      const ran = await runCasts({ ...options, watchesRealThings });
      expect(ran.world.ground.traps).toEqual([]);
      hashes.push(ran.hash);
    }

    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('any run', () => {
  it('tells libraries the time of the world', async () => {
    let told = 0;
    await runWith(() => {
      told = Date.now();
    }, false);

    expect(told).toBeGreaterThanOrEqual(startMs);
    expect(told).toBeLessThan(startMs + 1_000);
  });

  it('for determinism finds nothing real in the engine', { timeout: 60_000 }, async () => {
    const tally = tallyOf();
    await runJob({ kind: 'determinism', seeds: ['real-0', 'real-1'] }, tally);

    expect(tally.counts.findings).toEqual([]);
  });
});
