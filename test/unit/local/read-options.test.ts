// How our commands read what people type: a value, or one line that says what an option takes.
import { describe, expect, it } from 'vitest';
import {
  flag,
  neededOneOf,
  number,
  oneOf,
  parsedOptions,
  someOf,
  text,
  whole,
} from '#local/read-options.ts';
import { replayOptions } from '#test/simulation/replay-line.ts';

const options = {
  orders: whole({ min: 1, max: 100 }, 10),
  share: whole({ min: 1 }),
  rate: number({ min: 0.1 }, 2),
  profile: oneOf(['calm', 'hostile'], 'calm'),
  only: someOf(['M01', 'M02']),
  seed: text('a'),
  same: text(),
  json: flag,
};

const read = (...args: string[]) => parsedOptions(args, { options, words: { max: 1 } });

describe('parsedOptions', () => {
  it('has a default for what is not said', () => {
    expect(read()).toEqual({
      kind: 'GIVEN',
      given: {
        words: [],
        values: {
          orders: 10,
          share: undefined,
          rate: 2,
          profile: 'calm',
          only: undefined,
          seed: 'a',
          same: undefined,
          json: false,
        },
      },
    });
  });

  it('reads every kind of value, and words', () => {
    const line = 'S01 --orders 100 --share=3 --rate 0.5 --profile hostile --only M02,M01 --json';

    expect(read(...line.split(' '), '--seed', 'b', '--same', 'out/x.json')).toMatchObject({
      given: {
        words: ['S01'],
        values: {
          orders: 100,
          share: 3,
          rate: 0.5,
          profile: 'hostile',
          only: ['M02', 'M01'],
          seed: 'b',
          same: 'out/x.json',
          json: true,
        },
      },
    });
  });

  it.each([
    ['--help', ['--help']],
    ['-h', ['-h']],
    ['help beside a mistake', ['--nope', '--help']],
  ])('helps for %s, whatever else is typed', (_name, args) => {
    expect(read(...args)).toEqual({ kind: 'HELP' });
  });

  it.each([
    [['--nope'], 'there is no option --nope'],
    [['-x'], 'there is no option -x'],
    [['--orders'], '--orders needs a value'],
    [['--json=1'], '--json takes no value'],
    [['--orders', 'abc'], '--orders takes a whole number from 1 to 100, not "abc"'],
    [['--orders', '0'], '--orders takes a whole number from 1 to 100, not "0"'],
    [['--orders', '101'], '--orders takes a whole number from 1 to 100, not "101"'],
    [['--orders', '1.5'], '--orders takes a whole number from 1 to 100, not "1.5"'],
    [['--orders', ''], '--orders takes a whole number from 1 to 100, not ""'],
    [['--share', '0'], '--share takes a whole number from 1, not "0"'],
    [['--rate', '1e9'], '--rate takes a number from 0.1, not "1e9"'],
    [['--rate', '0'], '--rate takes a number from 0.1, not "0"'],
    [['--profile', 'x'], '--profile takes one of calm, hostile, not "x"'],
    [['--only', 'M01,M9'], '--only takes some of M01, M02 (comma between), not "M01,M9"'],
    [['--only', ','], '--only takes some of M01, M02 (comma between), not ","'],
    [['a', 'b'], '"b" is a word too many'],
  ])('refuses %j in one line', (args, says) => {
    expect(read(...args)).toEqual({ kind: 'WRONG', says });
  });

  it('asks for an option without which nobody knows what to do', () => {
    const form = { options: { suite: neededOneOf(['import', 'sim']) } };

    expect(parsedOptions(['--suite', 'sim'], form)).toMatchObject({
      given: { values: { suite: 'sim' } },
    });
    expect(parsedOptions([], form)).toEqual({
      kind: 'WRONG',
      says: '--suite is missing, one of import, sim',
    });
    expect(parsedOptions(['--suite', 'x'], form)).toMatchObject({
      says: '--suite takes one of import, sim, not "x"',
    });
    expect(parsedOptions(['--help'], form)).toEqual({ kind: 'HELP' });
  });

  it('asks for a word where one must stand', () => {
    const form = { options: {}, words: { min: 1, max: 1 } };

    expect(parsedOptions([], form)).toEqual({ kind: 'WRONG', says: 'a word is missing' });
    expect(parsedOptions(['abc'], { options: {} })).toMatchObject({ kind: 'WRONG' });
  });
});

describe('the line of a run', () => {
  const read = (faults: string) => parsedOptions(['--faults', faults], { options: replayOptions });

  it('names each fault as kind|site, and anything else is typed wrongly', () => {
    const faults = 'crash-after|c1/confirm~0;late|x';

    expect(read(faults)).toMatchObject({ kind: 'GIVEN', given: { values: { faults } } });
    expect(read('')).toMatchObject({ kind: 'GIVEN' });
    for (const wrong of ['nonsense', 'late|x;nonsense', '|x']) {
      expect(read(wrong)).toEqual({
        kind: 'WRONG',
        says: `--faults takes kind|site with ; between: 'crash-after|…;late|…', not "${wrong}"`,
      });
    }
  });
});
