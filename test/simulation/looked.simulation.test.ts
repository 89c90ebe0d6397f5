// A batch in which a check was blind fails, and so does the list of those that may be once they are not.
import { describe, expect, it } from 'vitest';
import { blindIn, isWide, type Looks, waitingChecks } from './looked.ts';
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

/** A batch with enough random worlds for every check. */
const blindOf = (looks: Omit<Looks, 'randomWorlds'>, randomWorlds = 500): string[] =>
  blindIn({ ...looks, randomWorlds });

describe('a batch', () => {
  it('passes when each check but those that wait has looked at something', () => {
    expect(blindOf({ looked: all() })).toEqual([]);
    expect(blindOf({ looked: all(), runsByKind: ofRandom })).toEqual([]);
  });

  it.each(checkNumbers.filter((id) => !waiting.has(id)))('fails when %s was blind', (id) => {
    expect(blindOf({ looked: all({ [id]: 0 }) })).toEqual([`${id} looked at nothing`]);
  });

  it('fails when a check that waits has looked at something', () => {
    const says = `I12 looked at something, and its list says it waits for ${waitingChecks[0]?.waitsFor}`;

    expect(blindOf({ looked: all({ I12: 1 }) })).toEqual([says]);
    expect(blindOf({ looked: { I12: 1 }, runsByKind: { single: 1 } })).toEqual([says]);
  });

  it('is asked only for what its kinds of run can show', () => {
    const blind = all({ R01: 0, R08: 0, I28: 0, R06: 0 });

    expect(blindOf({ looked: blind, runsByKind: ofRandom })).toEqual([]);
    expect(blindOf({ looked: blind, runsByKind: { random: 20, determinism: 2 } })).toEqual([
      'R01 looked at nothing',
    ]);
  });

  it('of a few runs by hand need not show everything', () => {
    expect(
      isWide({ looked: {}, randomWorlds: 0, runsByKind: { single: 300, 'fault-free': 1 } }),
    ).toBe(false);
    expect(
      isWide({ looked: {}, randomWorlds: 0, runsByKind: { 'fault-free': templates.length } }),
    ).toBe(true);
    expect(blindOf({ looked: {}, runsByKind: { random: 3 } })).toEqual([]);
  });

  it('needs some worlds before a guest or what is rare must be among them', () => {
    const blind = all({ R10: 0, R11: 0, R12: 0 });

    expect(blindOf({ looked: blind, runsByKind: ofRandom }, 15)).toEqual([]);
    expect(blindOf({ looked: blind, runsByKind: ofRandom }, 16)).toEqual([
      'R10 looked at nothing',
      'R11 looked at nothing',
    ]);
    expect(blindOf({ looked: all({ R12: 0 }) }, 500)).toEqual(['R12 looked at nothing']);
  });

  it('has what it was blind to among what it has not done', () => {
    const counts = { ...noCounts(), looked: all({ I05: 0 }), runsByKind: ofRandom };
    const batch = { seed: 'a', counts, cells: 0, redis: 0, firsts: {}, seconds: 1, waiting: [] };

    expect(undoneOf(batch)).toEqual(['I05 looked at nothing']);
  });
});
