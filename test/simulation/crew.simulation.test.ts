// The road from a worker to the verdict of a batch: nothing that a run has found may be lost on it, nor a run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runJobs } from './crew.ts';
import { type Job, runJob } from './jobs.ts';
import { redisJobs } from './plan-jobs.ts';
import { undoneOf } from './report.ts';
import { type Counts, noCounts, tallyOf } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'crew-'));
afterAll(() => rmSync(folder, { recursive: true }));

const workerThat = (name: string, onMessage: string): URL => {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `process.on('disconnect', () => process.exit(0));\nprocess.on('message', (job) => { ${onMessage} });\n`,
  );
  return pathToFileURL(file);
};

const jobs: readonly Job[] = Array.from({ length: 7 }, (_, index) => ({
  kind: 'fault-free',
  template: `T${index}`,
  seed: 'a',
}));

const finding = {
  id: 'I01',
  about: 'pay_1',
  says: 'charged twice',
  at: 1,
  kind: 'single',
  spec: { template: 'S01', seed: 'a', faults: [] },
};

const counts = (over: Partial<Counts>): Counts => ({ ...noCounts(), ...over });

describe('a batch on two workers', () => {
  it('has every finding and every run of each of them', async () => {
    const reply = JSON.stringify({
      counts: counts({ runs: 3, findings: [finding as never] }),
      cpuMs: 1,
    });
    const file = workerThat('finds', `process.send(${reply})`);

    const result = await runJobs(jobs, { workers: 2, file });

    expect(result.counts.runs).toBe(21);
    expect(result.counts.findings).toHaveLength(7);
    expect(result.counts.findings[0]).toEqual(finding);
  });

  it.each([0, 1])('is refused when a worker ends with code %i under its job', async (code) => {
    const reply = JSON.stringify({ counts: noCounts(), cpuMs: 1 });
    const file = workerThat(
      `ends-${code}`,
      `if (job.template === 'T3') process.exit(${code}); process.send(${reply})`,
    );

    await expect(runJobs(jobs, { workers: 2, file })).rejects.toThrow(/before job 3 was answered/u);
  });
});

describe('what a batch has not done', () => {
  const batch = (
    over: Partial<Counts>,
    cells = 2,
    firsts: Record<string, number> = {},
    redis = 0,
  ) => undoneOf({ seed: 'a', counts: counts(over), cells, redis, firsts, seconds: 1, waiting: [] });

  it('is nothing where each cell was run and each pair struck', () => {
    const pairs = { S01: { firsts: 1, done: 5, total: 5 } };

    expect(batch({ runsByKind: { single: 1, layer: 1 }, pairs }, 2, { S01: 1 })).toEqual([]);
  });

  it('is a cell without its run', () => {
    expect(batch({ runsByKind: { single: 1 } })).toEqual(['2 cells were enumerated, 1 were run']);
  });

  it('is a run with Redis that was planned and not made', () => {
    expect(batch({ runsByKind: { single: 2, redis: 3 } }, 2, {}, 3)).toEqual([]);
    expect(batch({ runsByKind: { single: 2, redis: 1 } }, 2, {}, 3)).toEqual([
      '3 runs with Redis were planned, 1 were run',
    ]);
  });

  it('is nothing of a template with Redis, whose job runs every cell that was planned', async () => {
    const { jobs: planned, cells } = await redisJobs(['S01'], 'a');
    const tally = tallyOf();
    for (const job of planned) await runJob(job, tally);

    expect(cells).toBeGreaterThan(10);
    expect(tally.counts.missed).toBe(0);
    expect(tally.counts.runsByKind).toEqual({ redis: planned.length + cells });
    expect(tally.counts.findings).toEqual([]);
  });

  it('is a fault that struck nothing', () => {
    expect(batch({ runsByKind: { single: 2 }, missed: 1 })).toEqual([
      '1 faults were forced and struck nothing',
    ]);
  });

  it('is a first fault that no job took, and a second that did not strike', () => {
    const pairs = { S01: { firsts: 1, done: 4, total: 5 } };

    expect(batch({ runsByKind: { single: 2 }, pairs }, 2, { S01: 2, S02: 1 })).toEqual([
      'S01: 1 of 2 first faults were run',
      'S01: in 4 of 5 pairs the second struck',
      'S02: 0 of 1 first faults were run',
    ]);
  });
});
