// The Redis twin is believed because random programs of our scripts give equal replies, keys and
// remaining lives on it and on a real server with the scripts as shipped.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ScriptDoubles, scriptDoubles } from '#adapters/memory/redis/memory-redis.ts';
import { count } from '#test/support/counters.ts';
import { realWorld } from '#test/support/redis/real-redis.ts';
import { type RedisWorld, type TwinWorld, twinWorld } from '#test/support/redis/redis-world.ts';
import {
  replyWord,
  runStep,
  type ScriptStep,
  sameDump,
  sameReply,
  scriptProgram,
} from '#test/support/redis/script-programs.ts';

const programs = 300;

/** Every answer of every script; a generator that misses one proves nothing about it. */
const allWords = [
  'idem-claim BUSY',
  'idem-claim DONE',
  'idem-claim NEW',
  'idem-claim OTHER',
  'idem-claim STALE',
  'idem-done LOST',
  'idem-done OK',
  'idem-free 0',
  'idem-free 1',
  'rl-give-back 0',
  'rl-give-back 1',
  'rl-give-back 2',
  'rl-take 0',
  'rl-take 1',
  'rl-take USED',
];

/** Longest time between reading the server's clock and the end of a call that still compares. */
const quietMs = 8;

/** The machine paused in the middle of a step: nothing can be said about this run of the program. */
class Disturbed extends Error {
  override readonly name = 'Disturbed';
}

const perform = async (
  real: RedisWorld,
  twin: TwinWorld,
  program: readonly ScriptStep[],
  seen: Map<string, number>,
): Promise<string | undefined> => {
  let movedMs = 0;
  const synchronise = async (): Promise<number> => {
    const time = await real.time();
    twin.setTime(time + movedMs);
    return time;
  };
  await real.flush();
  await twin.flush();
  for (const [index, step] of program.entries()) {
    if ('advanceMs' in step) {
      movedMs += step.advanceMs;
      await real.advance(step.advanceMs);
      continue;
    }
    const before = await synchronise();
    const expected = await runStep(real.commands, step);
    const reply = await runStep(twin.commands, step);
    if ((await real.time()) - before > quietMs) throw new Disturbed();
    const word = replyWord(step.script, expected);
    seen.set(word, (seen.get(word) ?? 0) + 1);
    if (!sameReply(expected, reply)) {
      return `step ${index}: ${JSON.stringify({ step, expected, reply })}`;
    }
  }
  const before = await synchronise();
  const [expected, held] = [await real.dump(), await twin.dump()];
  if ((await real.time()) - before > quietMs) throw new Disturbed();
  return sameDump(expected, held) ? undefined : `keys: ${JSON.stringify({ expected, held })}`;
};

/** @returns the first difference, or undefined when both agree. */
const compare = async (...run: Parameters<typeof perform>): Promise<string | undefined> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await perform(...run);
    } catch (error) {
      if (!(error instanceof Disturbed) || tries === 20) throw error;
    }
  }
};

describe('Redis twin against a real Redis', () => {
  let real: RedisWorld;

  beforeAll(async () => {
    real = await realWorld();
  });
  afterAll(() => real.close());

  it(`agrees on replies, keys and remaining lives in ${programs} programs`, async () => {
    const twin = twinWorld();
    const seen = new Map<string, number>();

    await fc.assert(
      fc.asyncProperty(scriptProgram, async (program) => {
        expect(await compare(real, twin, program, seen)).toBeUndefined();
        count('redis programs');
      }),
      { numRuns: programs },
    );

    const takes = [...seen].filter(([word]) => word.startsWith('rl-take'));
    const calls = takes.reduce((sum, [, many]) => sum + many, 0);
    expect([...seen.keys()].toSorted()).toEqual(allWords);
    expect(seen.get('rl-take 0') ?? 0).toBeGreaterThan(calls / 5);
    expect(seen.get('rl-take 1') ?? 0).toBeGreaterThan(calls / 5);
  });

  const faults: [string, ScriptDoubles][] = [
    [
      'a limiter that keeps the nonce of a refusal',
      {
        ...scriptDoubles,
        'rl-take': (store, keys, args) => {
          const reply = scriptDoubles['rl-take']?.(store, keys, args) ?? [];
          if (Array.isArray(reply) && reply[0] === 0) store.set(keys[0] ?? '', '1', 4_000);
          return reply;
        },
      },
    ],
    [
      'a claim that is held for a tenth of a second less',
      {
        ...scriptDoubles,
        'idem-claim': (store, keys, [print = '', who = '', lease = '']) =>
          scriptDoubles['idem-claim']?.(store, keys, [print, who, `${Number(lease) - 100}`]) ?? [],
      },
    ],
    [
      'an answer that anybody may free',
      {
        ...scriptDoubles,
        'idem-free': (store, keys) => (store.delete(keys[0] ?? '') ? 1 : 0),
      },
    ],
  ];

  it.each(faults)('sees %s', async (_fault, doubles) => {
    const twin = twinWorld(doubles);
    const tried = fc.sample(scriptProgram, { numRuns: programs, seed: inject('seed') });
    let difference: string | undefined;

    for (const program of tried) {
      difference ??= await compare(real, twin, program, new Map());
      if (difference !== undefined) break;
    }

    expect(difference).toBeDefined();
  });
});
