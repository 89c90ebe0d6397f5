// A large template, of which a proof plays a part. Parts share no fault and are together the whole; which one a commit
// plays is drawn by the hash of its seed, so parts repeat: k of them have all been played after about k·H(k) commits,
// H(k) = 1 + 1/2 + ... + 1/k.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { cellsOfAProof, cellsOfTemplate, ofThisProof, shareOf } from './jobs.ts';
import { allTemplates, singlesJobs } from './plan-jobs.ts';

const seeds = Array.from({ length: 200 }, (_, index) => `${354_414_890 + index}`);

/** What each part plays, by the first seed that plays it. */
const partsOf = (cells: readonly string[]): string[][] => {
  const parts = new Map(
    seeds.map((seed) => ofThisProof(cells, seed)).map((part) => [part.join(), part]),
  );
  return [...parts.values()];
};

describe('a share of the single faults', () => {
  it('is another one with each part, and all of them together are the whole', async () => {
    let shared = 0;
    for (const id of allTemplates) {
      const cells = await cellsOfTemplate(id, 'a');
      const parts = partsOf(cells);

      expect(parts).toHaveLength(shareOf(cells.length));
      expect(parts.flat().toSorted()).toEqual(cells.toSorted());
      if (parts.length > 1) shared += cells.length;
    }
    count('shared cells', shared);
  });

  it('has no template that a proof plays more of than it has time for', async () => {
    const planned = await singlesJobs(allTemplates, 'a', { isWhole: false });
    const longest = allTemplates.length * cellsOfAProof;

    expect(planned.cells).toBeGreaterThan(longest / 2);
    expect(planned.cells).toBeLessThanOrEqual(longest);
  });

  it('is planned only where the whole is not asked for, and of large templates alone', async () => {
    const whole = await singlesJobs(['S04'], 'a');
    const part = await singlesJobs(['S04'], 'a', { isWhole: false });
    const small = await singlesJobs(['S05'], 'a', { isWhole: false });

    expect(part.cells).toBeGreaterThan(0);
    expect(part.cells).toBeLessThan((2 * whole.cells) / shareOf(whole.cells));
    expect(small.cells).toBe((await singlesJobs(['S05'], 'a')).cells);
  });
});
