// CPU of a cold start against the reference bundle, measured in turns within the same minute: fresh
// process per sample, shuffled, minimum of all rounds. Method: performance specification, 8.3.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';

export type Candidate = {
  readonly name: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
};

export type Samples = {
  readonly name: string;
  /** CPU milliseconds, one per round. */
  readonly ms: readonly number[];
};

const run = promisify(execFile);
const sampler = join(repositoryRoot, 'test/bench/import-sample.ts');

const sample = async ({ file, env }: Candidate): Promise<number> => {
  const { stdout } = await run(process.execPath, [sampler, file], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    timeout: 60_000,
  });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  return (JSON.parse(last) as { readonly cpu: number }).cpu / 1_000;
};

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** One process at a time; a first, uncounted turn warms the disk cache. */
export async function importSamples(
  candidates: readonly Candidate[],
  rounds: number,
): Promise<readonly Samples[]> {
  const taken = new Map(candidates.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const candidate of shuffled(candidates)) {
      const ms = await sample(candidate);
      if (round > 0) taken.get(candidate.name)?.push(ms);
    }
  }
  return [...taken].map(([name, ms]) => ({ name, ms }));
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;

export type Figure = {
  readonly median: number;
  readonly min: number;
  readonly iqr: number;
  readonly n: number;
};

export function figureOf(ms: readonly number[]): Figure {
  const sorted = [...ms].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: sorted[0] ?? Number.NaN,
    iqr: quantile(sorted, 0.75) - quantile(sorted, 0.25),
    n: sorted.length,
  };
}
