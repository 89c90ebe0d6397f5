// A batch in which a check was blind fails, and so does the list of those that may be once they are not.
import { describe, expect, it } from 'vitest';
import { blindIn, isWide, waitingChecks } from './looked.ts';
import { undoneOf } from './report.ts';
import { checkNumbers } from './stage-file.ts';
import { noCounts } from './tally.ts';
import { templates } from './templates/all.ts';

const waiting = new Set(waitingChecks.map(({ id }) => id));

const all = (over: Readonly<Record<string, number>> = {}): Record<string, number> => ({
  ...Object.fromEntries(checkNumbers.map((id) => [id, waiting.has(id) ? 0 : 5])),
  ...over,
});

const ofRandom = { random: 20 };

describe('a batch', () => {
  it('passes when each check but those that wait has looked at something', () => {
    expect(blindIn({ looked: all() })).toEqual([]);
    expect(blindIn({ looked: all(), runsByKind: ofRandom })).toEqual([]);
  });

  it.each(checkNumbers.filter((id) => !waiting.has(id)))('fails when %s was blind', (id) => {
    expect(blindIn({ looked: all({ [id]: 0 }) })).toEqual([`${id} looked at nothing`]);
  });

  it('fails when a check that waits has looked at something', () => {
    const says = `I12 looked at something, and its list says it waits for ${waitingChecks[0]?.waitsFor}`;

    expect(blindIn({ looked: all({ I12: 1 }) })).toEqual([says]);
    expect(blindIn({ looked: { I12: 1 }, runsByKind: { single: 1 } })).toEqual([says]);
  });

  it('is asked only for what its kinds of run can show', () => {
    const blind = all({ R01: 0, R08: 0, I28: 0, R06: 0 });

    expect(blindIn({ looked: blind, runsByKind: ofRandom })).toEqual([]);
    expect(blindIn({ looked: blind, runsByKind: { random: 20, determinism: 2 } })).toEqual([
      'R01 looked at nothing',
    ]);
  });

  it('of a few runs by hand need not show everything', () => {
    expect(isWide({ looked: {}, runsByKind: { single: 300, 'fault-free': 1 } })).toBe(false);
    expect(isWide({ looked: {}, runsByKind: { 'fault-free': templates.length } })).toBe(true);
    expect(blindIn({ looked: {}, runsByKind: { random: 3 } })).toEqual([]);
  });

  it('has what it was blind to among what it has not done', () => {
    const counts = { ...noCounts(), looked: all({ I05: 0 }), runsByKind: ofRandom };
    const batch = { seed: 'a', counts, cells: 0, firsts: {}, seconds: 1, waiting: [] };

    expect(undoneOf(batch)).toEqual(['I05 looked at nothing']);
  });
});
