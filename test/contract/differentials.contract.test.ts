// What a differential is judged by: a run that compared nothing, or too little, or met a difference that
// nobody listed, must fail, whatever else went well.

import { describe, expect, it } from 'vitest';
import { batchSizes, type Outcome, verdictOf } from '#test/differentials/outcome.ts';
import { plantedFaults } from '#test/differentials/planted.ts';

const whole: Outcome = {
  name: 'pg',
  seed: 1,
  programs: 50,
  commands: 100,
  succeeded: 50,
  refused: 50,
  seen: new Map([
    ['confirm', 60],
    ['cancel', 40],
  ]),
  expected: ['confirm', 'cancel'],
  known: [{ name: 'a row', why: 'one does', page: 'a page', met: 1 }],
  batches: [
    { programs: 25, differences: [] },
    { programs: 25, differences: [] },
  ],
  gaps: [],
};

const judged = (over: Partial<Outcome>, programsOfCi = 50) =>
  verdictOf({ ...whole, ...over }, programsOfCi);

const nothing = { programs: 0, commands: 0, succeeded: 0, refused: 0, batches: [] };
const spoilt: Outcome['batches'] = [
  { programs: 25, differences: ['program 3: rows'] },
  { programs: 25, differences: [] },
];

describe('the verdict on a differential', () => {
  it('counts each batch and the generator', () => {
    expect(judged({})).toEqual({ passed: 3, failed: 0, faults: [] });
    expect(batchSizes(60, 25)).toEqual([25, 25, 10]);
  });

  it.each([
    ['a difference', { batches: spoilt }, 2, 'program 3: rows'],
    ['an operator that never occurred', { expected: ['read'] }, 2, 'never occurred: read'],
    ['a list of nothing', { expected: [] }, 2, 'nothing was expected to occur'],
    ['refusals alone', { succeeded: 19, refused: 81 }, 2, 'only 19 of 100 succeed'],
    ['successes alone', { succeeded: 81, refused: 19 }, 2, 'only 19 of 100 are refused'],
    ['a gap of its own', { gaps: ['shipped, but not generated'] }, 2, 'shipped, but not generated'],
    [
      'a known difference that nothing needs',
      { known: [{ name: 'a row', why: 'one does', page: 'a page', met: 0 }] },
      2,
      'a known difference that nothing needs: a row',
    ],
    ['no program', nothing, 0, 'no program ran'],
    ['programs without an answer', { succeeded: 0, refused: 0 }, 2, 'no program ran'],
  ])('fails %s', (_name, over, passed, fault) => {
    expect(judged(over)).toEqual({ passed, failed: 1, faults: [fault] });
  });

  it('judges no generator by the repetition of one batch, but fails an empty one', () => {
    expect(judged({ expected: ['read'] }, 400)).toEqual({ passed: 2, failed: 0, faults: [] });
    expect(judged(nothing, 400).failed).toBe(1);
  });
});

describe('the planted faults', () => {
  it('are one for each differential', () => {
    expect(plantedFaults.map(({ differential }) => differential).toSorted()).toEqual(
      ['asl', 'dynamodb', 'pg', 'redis'].toSorted(),
    );
  });

  it.each(
    plantedFaults.filter(({ differential }) => differential === 'asl' || differential === 'pg'),
  )('include $name', async ({ run }) => {
    expect(await run()).toBe(true);
  });
});
