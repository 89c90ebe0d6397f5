// A template of which a proof plays a part: as many commits as its share has parts play each fault, none twice.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { cellsOfTemplate, isInShare } from './jobs.ts';
import { singlesJobs } from './plan-jobs.ts';
import { templateOf, templates } from './templates/all.ts';

const shared = templates.filter(({ share = 1 }) => share > 1);

/** One seed for each part. */
const seedsOf = (share: number): string[] => {
  const probes = Array.from({ length: 200 }, (_, index) => `probe-${index}`);
  const seeds = Array.from({ length: 200 }, (_, index) => `${354_414_890 + index}`);
  const kept = new Map<string, string>();
  for (const seed of seeds) {
    const part = probes.map((cell) => isInShare(shared[0]?.id ?? '', cell, seed)).join();
    if (!kept.has(part)) kept.set(part, seed);
  }
  expect(kept.size).toBe(share);
  return [...kept.values()];
};

describe('a share of the single faults', () => {
  it('is another one with each part, and all of them together are the whole', async () => {
    expect(shared.length).toBeGreaterThan(0);
    const [{ id, share = 1 } = templateOf('S13')] = shared;
    const cells = await cellsOfTemplate(id, 'a');
    const played = seedsOf(share).flatMap((seed) =>
      cells.filter((cell) => isInShare(id, cell, seed)),
    );

    count('shared cells', played.length);
    expect(played.toSorted()).toEqual(cells.toSorted());
  });

  it('is planned only where the whole is not asked for', async () => {
    const [{ id, share = 1 } = templateOf('S13')] = shared;
    const whole = await singlesJobs([id], 'a');
    const part = await singlesJobs([id], 'a', { isWhole: false });
    const other = await singlesJobs(['S05'], 'a', { isWhole: false });

    expect(part.cells).toBeGreaterThan(0);
    expect(part.cells).toBeLessThan((2 * whole.cells) / share);
    expect(other.cells).toBe((await singlesJobs(['S05'], 'a')).cells);
  });
});
