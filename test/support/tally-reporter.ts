// Writes one result file per tier. Tests, assertions and counters are sums over what really ran; a
// file that could not be loaded counts as a failed test.
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { type TierResult, writeTier } from './tier-result.ts';
import { tiers } from './tiers.ts';

type Sum = Omit<TierResult, 'run' | 'seed' | 'tier' | 'checked' | 'failures'> & {
  checked: Record<string, number>;
  failures: string[];
  slow: { name: string; seconds: number }[];
};

type Counted = { counts?: Record<string, number>; assertions?: number };

const addCounts = (sum: Sum, meta: unknown): void => {
  const { counts, assertions = 0 } = meta as Counted;
  for (const [name, many] of Object.entries({ ...counts, assertions })) {
    sum.checked[name] = (sum.checked[name] ?? 0) + many;
  }
};

const diffMax = 400;

/** What differed, in one line: an answer's code says more than "object expected". */
const differenceOf = (diff: string): string =>
  stripVTControlCharacters(diff)
    .split('\n')
    .filter((line) => /^[-+] /u.test(line) && !/^[-+] (?:Expected|Received)$/u.test(line))
    .map((line) => line.replaceAll(/\s+/gu, ' '))
    .join(' | ')
    .slice(0, diffMax);

/** A failure in one line: who reads only the end of a log sees no more of it. */
export const lineOf = (
  name: string,
  [error]: readonly { readonly message: string; readonly diff?: string }[],
): string => {
  const message = error?.message.split('\n', 1)[0] ?? 'no message';
  const difference = differenceOf(error?.diff ?? '');
  return `${name}: ${message}${difference === '' ? '' : ` (${difference})`}`;
};

const addTest = (sum: Sum, test: TestCase): void => {
  const { state, errors } = test.result();
  const milliseconds = test.diagnostic()?.duration ?? 0;
  if (state === 'passed') sum.passed += 1;
  else if (state === 'failed') sum.failed += 1;
  else sum.skipped += 1;
  if (state === 'failed') sum.failures.push(lineOf(test.fullName, errors));
  sum.slow.push({ name: test.fullName, seconds: milliseconds / 1000 });
  addCounts(sum, test.meta());
};

const addModule = (sum: Sum, module: TestModule): void => {
  for (const test of module.children.allTests()) addTest(sum, test);
  const suites = [module, ...module.children.allSuites()];
  const broken = suites.filter((suite) => suite.errors().length > 0);
  sum.failed += broken.length;
  sum.failures.push(...broken.map((suite) => lineOf(module.relativeModuleId, suite.errors())));
  const { duration, setupDuration, collectDuration, prepareDuration } = module.diagnostic();
  sum.seconds += (duration + setupDuration + collectDuration + prepareDuration) / 1000;
  sum.checked['files'] = (sum.checked['files'] ?? 0) + 1;
};

const slowest = (sum: Sum): string =>
  sum.slow
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 5)
    .map(({ name, seconds }) => `     ${seconds.toFixed(2)} s  ${name}`)
    .join('\n');

export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const sums = new Map<string, Sum>();
    for (const module of modules) {
      const tier = module.project.name;
      const sum = sums.get(tier) ?? {
        passed: 0,
        failed: 0,
        skipped: 0,
        failures: [],
        checked: {},
        seconds: 0,
        slow: [],
      };
      sums.set(tier, sum);
      addModule(sum, module);
    }
    for (const [tier, sum] of sums) {
      // An error outside every test belongs to no tier, so it fails each of this run.
      sum.failed += errors.length > 0 ? 1 : 0;
      const { slow: _, ...result } = sum;
      const checked = { tests: sum.passed + sum.failed + sum.skipped, ...sum.checked };
      writeTier(process.cwd(), { tier, ...result, checked });
      const seconds = sum.seconds.toFixed(1);
      console.log(
        `${tier}: ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped, ${seconds} s of work`,
      );
      // Work of two workers, so twice the aim is the aim.
      const aim = tiers.find(({ name }) => name === tier)?.aimSeconds ?? 0;
      const scale = Number(process.env['FLUXPAY_SCALE'] ?? 1);
      if (sum.seconds > 2 * aim * scale) console.log(`${tier}: slowest\n${slowest(sum)}`);
    }
  }
}
