// `npm run bench -- --suite import`: bundle sizes, and the CPU of starting each function against the
// reference bundle, with and without the first AWS call. Limits: performance specification, 2.3.
import { join } from 'node:path';
import { bundleFunctions } from '#lib/bundling/bundle-functions.ts';
import { functionFolders, repositoryRoot } from '#lib/bundling/function-folders.ts';
import { keptBundles } from '#local/cloud/places.ts';
import { countingAws } from '#test/support/boot/counting-aws.ts';
import { awsEnvironment, functionEnvironment } from '#test/support/boot/function-environment.ts';
import { type BundleSize, bundleSizes } from './bundle-sizes.ts';
import { type Candidate, type Figure, figureOf, importSamples } from './import-cpu.ts';
import { referenceBundle } from './reference-bundle.ts';

export type Verdict = 'good' | 'broken' | 'inconclusive' | 'none';

export type BenchResult = {
  readonly name: string;
  readonly unit: 'bytes' | 'zipped bytes' | 'ms CPU';
  readonly ours: Figure;
  readonly control?: Figure;
  readonly ratio?: Figure;
  readonly limit?: number;
  readonly verdict: Verdict;
};

export type ImportOptions = {
  readonly rounds: number;
  /** Part of a function's folder. */
  readonly only: string;
  readonly sizeOnly: boolean;
};

const exactly = (value: number): Figure => ({ median: value, min: value, iqr: 0, n: 1 });

const sizeVerdict = (seen: number, limit: number | undefined): Verdict => {
  if (limit === undefined) return 'none';
  return seen <= limit ? 'good' : 'broken';
};

const sizeResult = (
  name: string,
  unit: 'bytes' | 'zipped bytes',
  seen: number,
  limit: number | undefined,
): BenchResult => ({
  name,
  unit,
  ours: exactly(seen),
  ...(limit === undefined ? {} : { limit }),
  verdict: sizeVerdict(seen, limit),
});

const sizeResults = ({ name, bytes, zipped, limit }: BundleSize): readonly BenchResult[] => [
  sizeResult(`${name} closure`, 'bytes', bytes, limit?.bytes),
  sizeResult(`${name} closure, zipped`, 'zipped bytes', zipped, limit?.zipped),
];

/** CPU ÷ reference. */
const ratioLimitOf = (name: string): number | undefined => {
  if (name === 'streams/relay-eventbridge') return 1.15;
  return /^(?:api|admin|steps|streams)\//u.test(name) ? 1.05 : undefined;
};

/** The minimum decides; where the rounds disagree by more than the distance to the limit, nobody does. */
const verdictOf = (ratio: Figure, limit: number | undefined): Verdict => {
  if (limit === undefined) return 'none';
  if (ratio.min <= limit) return 'good';
  return ratio.min - ratio.iqr <= limit ? 'inconclusive' : 'broken';
};

type Way = {
  readonly label: string;
  readonly env: Readonly<Record<string, string>>;
  calls: boolean;
};

const measure = async (
  names: readonly string[],
  folderOf: (name: string) => string,
  { label, env, calls }: Way,
  rounds: number,
): Promise<readonly BenchResult[]> => {
  const reference: Candidate = {
    name: 'reference',
    file: await referenceBundle({ calls }),
    env: { AWS_REGION: 'ap-northeast-2', ...env },
  };
  const candidates = await Promise.all(
    names.map(async (name): Promise<Candidate> => {
      const file = join(folderOf(name), 'index.mjs');
      return { name, file, env: { ...(await functionEnvironment(name)), ...env } };
    }),
  );
  const samples = await importSamples([reference, ...candidates], rounds);
  const control = samples[0]?.ms ?? [];
  const lowest = figureOf(control).min;
  return samples.slice(1).map(({ name, ms }) => {
    const ours = figureOf(ms);
    const perRound = figureOf(ms.map((value, at) => value / (control[at] ?? Number.NaN)));
    const ratio = { ...perRound, min: ours.min / lowest };
    const limit = ratioLimitOf(name);
    return {
      name: `${name} ${label}`,
      unit: 'ms CPU',
      ours,
      control: figureOf(control),
      ratio,
      ...(limit === undefined ? {} : { limit }),
      verdict: verdictOf(ratio, limit),
    };
  });
};

export async function importSuite(options: ImportOptions): Promise<readonly BenchResult[]> {
  const names = functionFolders().filter((name) => name.includes(options.only));
  if (names.length === 0) return [];
  const bundles = await bundleFunctions(repositoryRoot, keptBundles);
  const sizes = bundleSizes(bundles, names).flatMap(sizeResults);
  if (options.sizeOnly) return sizes;

  const aws = await countingAws();
  try {
    // Without credentials the first call ends before it is sent, on both sides.
    const bare = { label: 'import', env: { AWS_REGION: 'ap-northeast-2' }, calls: false };
    const first = { label: 'import + first call', env: awsEnvironment(aws.endpoint), calls: true };
    return [
      ...sizes,
      ...(await measure(names, bundles.folderOf, bare, options.rounds)),
      ...(await measure(names, bundles.folderOf, first, options.rounds)),
    ];
  } finally {
    aws.close();
  }
}
