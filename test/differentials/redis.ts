// The Redis doubles beside a real Redis with the scripts as shipped: equal replies, keys and remaining
// lives after every program. The real server is started on a free port, and ended by its pid.

import type { ScriptDoubles } from '#adapters/memory/redis/memory-redis.ts';
import { redisScripts } from '#adapters/redis/scripts.generated.ts';
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
import { checkBatches } from './check-batches.ts';
import { type Differential, type Outcome, openTally, type RunOptions } from './outcome.ts';

/** Every answer of every script; a generator that misses one proves nothing about it. */
const goodWords: readonly string[] = [
  ...['idem-claim DONE', 'idem-claim NEW', 'idem-done OK', 'idem-free 1'],
  ...['rl-give-back 1', 'rl-give-back 2', 'rl-take 1'],
];
const refusedWords: ReadonlySet<string> = new Set([
  ...['idem-claim BUSY', 'idem-claim OTHER', 'idem-claim STALE', 'idem-done LOST'],
  ...['idem-free 0', 'rl-give-back 0', 'rl-take 0', 'rl-take USED'],
]);

/** Longest time between reading the server's clock and the end of a call that still compares. */
const quietMs = 8;

const triesMax = 50;

/** The machine paused in the middle of a step: nothing can be said about this run of the program. */
class Disturbed extends Error {
  override readonly name = 'Disturbed';

  constructor() {
    super(`the machine paused for more than ${quietMs} ms in each of ${triesMax} runs`);
  }
}

type Sides = {
  readonly real: RedisWorld;
  readonly twin: TwinWorld;
};

/** Takes the words of one program, in order. */
type Words = string[];

const perform = async (
  { real, twin }: Sides,
  program: readonly ScriptStep[],
  words: Words,
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
    words.push(replyWord(step.script, expected));
    if (!sameReply(expected, reply)) {
      return `step ${index}: ${JSON.stringify({ step, expected, reply })}`;
    }
  }
  const before = await synchronise();
  const [expected, held] = [await real.dump(), await twin.dump()];
  if ((await real.time()) - before > quietMs) throw new Disturbed();
  return sameDump(expected, held) ? undefined : `keys: ${JSON.stringify({ expected, held })}`;
};

type Compared = { readonly difference: string | undefined; readonly words: Words };

/** The first difference, or none; asked again as long as the machine disturbs. */
const compare = async (sides: Sides, program: readonly ScriptStep[]): Promise<Compared> => {
  for (let tries = 1; ; tries += 1) {
    const words: Words = [];
    try {
      return { difference: await perform(sides, program, words), words };
    } catch (error) {
      if (!(error instanceof Disturbed) || tries === triesMax) throw error;
    }
  }
};

type RedisOptions = RunOptions & {
  readonly doubles?: ScriptDoubles;
  readonly isEndedByFirst?: boolean;
};

export const compareRedis = async (options: RedisOptions): Promise<Outcome> => {
  const { programs, seed, doubles, isEndedByFirst = false, onProgram } = options;
  const sides = { real: await realWorld(), twin: twinWorld(doubles) };
  const tally = openTally();
  let done = 0;
  try {
    const batches = await checkBatches({
      arbitrary: scriptProgram,
      programs,
      batchSize: 25,
      seed,
      isEndedByFirst,
      holds: async (program: readonly ScriptStep[]) => {
        const { difference, words } = await compare(sides, program);
        for (const word of words) {
          tally.note(word);
          tally.note(word.slice(0, word.indexOf(' ')));
          tally.answered(refusedWords.has(word));
        }
        done += 1;
        onProgram?.(done);
        return difference;
      },
    });
    return {
      name: 'redis',
      seed,
      programs,
      ...tally.sums,
      commands: tally.sums.succeeded + tally.sums.refused,
      seen: tally.seen,
      expected: [...Object.keys(redisScripts), ...goodWords, ...refusedWords],
      known: [],
      batches,
      gaps: gapsOf(tally.seen),
    };
  } finally {
    await sides.real.close();
  }
};

/** Most calls are takes: good ones alone would hide behind other scripts. A new word is no gap less. */
const gapsOf = (seen: ReadonlyMap<string, number>): readonly string[] => {
  const takes = seen.get('rl-take') ?? 0;
  const words = [...seen.keys()].filter((label) => label.includes(' '));
  return [
    ...['rl-take 0', 'rl-take 1']
      .filter((word) => (seen.get(word) ?? 0) < takes / 5)
      .map((word) => `fewer than a fifth of all takes: ${word}`),
    ...words
      .filter((word) => !goodWords.includes(word) && !refusedWords.has(word))
      .map((word) => `an answer nobody listed: ${word}`),
  ];
};

export const redisDifferential: Differential = {
  name: 'redis',
  programs: 300,
  run: compareRedis,
};
