// The uninvited guests of a random world, and what happens in it now and then: each is found where it must be,
// and each is seen to be found.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { sometimes } from '#test/support/oracle/run-rules.ts';
import { judgeWithGuests } from './judge-guests.ts';
import { guestsOfSeed, randomOptions } from './random-world.ts';
import { type Ran, runCasts } from './run-world.ts';
import { judgeSometimes, metIn, unmetIn, waitingSometimes } from './sometimes.ts';

const withForger = 'guests-5';
const withCanaries = 'guests-11';

const judged = async (seed: string, change: (ran: Ran) => Ran = (ran) => ran) => {
  const options = randomOptions(seed);
  const ran = await runCasts(options);
  const verdict = judgeWithGuests(change(ran), { casts: options.casts, isRandom: true });
  return { ran, verdict, broken: new Set(verdict.violations.map(({ id }) => id)) };
};

describe('a random world', () => {
  it('has a forger once in sixteen, and once somebody with secrets', () => {
    const guests = Array.from({ length: 64 }, (_, world) => guestsOfSeed(`a-${world}`));

    expect(guests.filter(({ hasForger }) => hasForger)).toHaveLength(4);
    expect(guests.filter(({ hasCanaries }) => hasCanaries)).toHaveLength(4);
  });
});

describe('a forger', () => {
  it('is let in nowhere and changes nothing', async () => {
    const { ran, verdict, broken } = await judged(withForger);
    const { works = [], told = {} } = ran.guests.forgeries ?? {};

    expect(works.length).toBeGreaterThan(20);
    expect(verdict.looked.get('R10')).toBe(works.length);
    expect([...broken]).toEqual([]);
    const kinds = Object.keys(told).map((answer) => answer.replace(/ \d.*$/u, ''));
    expect(new Set(kinds).size).toBe(7);
    expect(told['replayed 401 AUTH_004']).toBeGreaterThan(0);
    expect(told['wrong secret 401 AUTH_002']).toBeGreaterThan(0);
    count('forgeries', works.length);
  });

  it('is found when one was answered, or when a row is of its making', async () => {
    const answered = await judged(withForger, (ran) => {
      const forgeries = {
        works: ['f1.0'],
        told: {},
        letIn: ['f1.0 at get-order: foreign id 200 '],
      };
      return { ...ran, guests: { ...ran.guests, forgeries } };
    });
    const wrote = await judged(withForger, (ran) => {
      // As if the first buyer had been the forger.
      const forgeries = { works: ['c1.1'], told: {}, letIn: [] };
      return { ...ran, guests: { ...ran.guests, forgeries } };
    });

    expect([...answered.broken]).toEqual(['R10']);
    expect([...wrote.broken]).toEqual(['R10']);
  });
});

describe('planted secrets', () => {
  it('stand nowhere, though every request that brought them was answered', async () => {
    const { ran, verdict, broken } = await judged(withCanaries);
    const { canaries } = ran.guests;

    expect(canaries?.refused()).toBe(canaries?.answered());
    expect(canaries?.answered()).toBeGreaterThanOrEqual(12);
    expect(canaries?.isTaken()).toBe(true);
    expect(canaries?.plantings().secrets.length).toBeGreaterThanOrEqual(13);
    expect(verdict.looked.get('R11')).toBeGreaterThan(1_000);
    expect([...broken]).toEqual([]);
    count('places looked at for secrets', verdict.looked.get('R11') ?? 0);
  });

  it('are found in a log line, and a search that sees nothing is found as well', async () => {
    const planted = (field: string) => (ran: Ran) => {
      const logs = ran.world.view.logs as unknown[];
      const [line] = ran.world.view.logs;
      if (field !== '') logs.push({ ...line, fields: { note: field } });
      else logs.length = 0;
      return ran;
    };
    const inHex = Buffer.from('4242424242424242').toString('hex');

    expect([...(await judged(withCanaries, planted(`card ${inHex}`))).broken]).toEqual(['R11']);
    expect([...(await judged(withCanaries, planted(''))).broken]).toEqual(['R11']);
  });
});

describe('what happens now and then', () => {
  const all = Object.fromEntries(
    sometimes.map((name) => [name, waitingSometimes.some((one) => one.name === name) ? 0 : 1]),
  );

  it('is met in a random world, each by what it left there', async () => {
    const met = new Set<string>();
    for (let world = 0; world < 6; world += 1) {
      for (const name of metIn(await runCasts(randomOptions(`guests-${world}`)))) met.add(name);
    }

    expect(met.size).toBeGreaterThanOrEqual(7);
    count('happenings met', met.size);
  });

  it('must all be met in five hundred worlds', () => {
    const batch = { randomWorlds: 500, sometimes: { ...all, 'batch bisected': 0 } };

    expect(unmetIn({ ...batch, sometimes: all })).toEqual([]);
    expect(unmetIn(batch)).toEqual([
      'R12 batch of 500 worlds: "batch bisected" happened in none of them',
    ]);
    expect(unmetIn({ ...batch, randomWorlds: 499 })).toEqual([]);
    expect(judgeSometimes(batch).looked).toBe(sometimes.length);
  });

  it('must not be met while the list says that it waits', () => {
    const [first] = waitingSometimes;
    const says = `"${first?.name}" was met, and its list says it waits for ${first?.waitsFor}`;

    expect(unmetIn({ randomWorlds: 1, sometimes: { [first?.name ?? '']: 1 } })).toEqual([says]);
  });
});
