// One child process: what it printed, how it ended, and what its Vitest run found.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const outFolder = join(root, 'out', 'mutants');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A child that hangs is ended: a bug may make a loop endless. */
const lifeMs = 400_000;

/** Runs Node in the repository's root; `more` is added to the environment. */
export const runNode = (
  args: readonly string[],
  more: Readonly<Record<string, string>>,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: string[][] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out?.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => err?.push(chunk.toString()));
    const timer = setTimeout(() => child.kill('SIGKILL'), lifeMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, stdout: (out ?? []).join(''), stderr: (err ?? []).join('') });
    });
  });

/** What a run of tests found. `broken`: it did not come as far as its tests. */
export interface TestRun {
  readonly passed: number;
  readonly failed: number;
  readonly broken: boolean;
  /** Full name of the first test that failed, in the order of the file. */
  readonly firstFailure?: string;
  readonly output: string;
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const readReport = (file: string): JsonReport | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonReport;
  } catch {
    return undefined;
  }
};

let runs = 0;

/** Runs test files of one tier, over whatever the environment plants; ends at the first failure. */
export const runTests = async (
  files: readonly string[],
  more: Readonly<Record<string, string>>,
): Promise<TestRun> => {
  runs += 1;
  mkdirSync(outFolder, { recursive: true });
  const report = join(outFolder, `vitest-${process.pid}-${runs}.json`);
  const tier = files[0]?.split('/')[1] ?? '';
  const { code, stdout, stderr } = await runNode(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=test/mutants/vitest.config.ts',
      '--bail=1',
      `--project=${tier}`,
      '--reporter=json',
      `--outputFile=${report}`,
      ...files,
    ],
    // One seed for ever: the same bug is met by the same test, whatever the commit.
    { FLUXPAY_SEED: '1', ...more },
  );
  const found = readReport(report);
  rmSync(report, { force: true });
  const tests = (found?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
  const first = tests.find(({ status }) => status === 'failed')?.fullName;
  const [passed, failed] = [found?.numPassedTests ?? 0, found?.numFailedTests ?? 0];
  const broken = passed + failed === 0 || (code !== 0 && failed === 0);
  const output = `${stdout}\n${stderr}`;
  return {
    passed,
    failed,
    broken,
    output,
    ...(first === undefined ? {} : { firstFailure: first }),
  };
};
