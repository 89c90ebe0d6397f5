// The Redis twin is believed because random programs of our scripts give equal replies, keys and
// remaining lives on it and on a real server; as the command `test/differentials/main.ts redis` does it.
import { describe, expect, inject, it } from 'vitest';
import { generatorFaults } from '#test/differentials/outcome.ts';
import { wrongDoubles } from '#test/differentials/planted.ts';
import { compareRedis, redisDifferential } from '#test/differentials/redis.ts';
import { count } from '#test/support/counters.ts';

const { programs } = redisDifferential;

describe('Redis twin against a real Redis', () => {
  it(`agrees on replies, keys and remaining lives in ${programs} programs`, async () => {
    const outcome = await compareRedis({ programs, seed: inject('seed') });

    expect(outcome.batches.flatMap(({ differences }) => differences)).toEqual([]);
    expect(generatorFaults(outcome)).toEqual([]);
    count('redis programs', outcome.programs);
  });

  it.each(Object.entries(wrongDoubles))('sees %s', async (_fault, doubles) => {
    const outcome = await compareRedis({
      programs,
      seed: inject('seed'),
      doubles,
      isEndedByFirst: true,
    });

    expect(outcome.batches.at(-1)?.differences).toHaveLength(1);
  });
});
