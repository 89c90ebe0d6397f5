// Every `npm run …` of ours, typed by somebody who does not know it: `--help` tells and does nothing, a mistake is
// one line with the usage and exit code 2. Never a stack, never a run on a guess.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { inPairs } from '#test/support/pairs.ts';

const setUp = readFileSync('local/setup.mjs', 'utf8');
/** What set-up hands each task over to; started without set-up, whose own work is none of this. */
const scriptOf = new Map(
  [...setUp.matchAll(/^ {2}(\w+): \{ script: '([^']+)'/gmu)].map(
    ([, task = '', script = '']) => [task, script] as const,
  ),
);

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Each task of set-up once. Without `clean`: a fault in it would take away what this very run stands on. */
const tasks = [
  ...new Set(
    Object.values(scripts).flatMap(
      (line) => /^node local\/setup\.mjs (\w+)/u.exec(line)?.[1] ?? [],
    ),
  ),
].filter((task) => task !== 'clean');

interface Ended {
  readonly line: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** @param line - A task and what is typed after it. */
const typed = (line: string): Promise<Ended> =>
  new Promise((resolve) => {
    const [task = '', ...args] = line.split(' ');
    const script = scriptOf.get(task) ?? '';
    const options = { timeout: 30_000, env: { ...process.env, LIAR_PG_PORT: '0' } };
    execFile(process.execPath, [script, ...args], options, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ line, code, out, err });
    });
  });

const all = (lines: readonly string[]): Promise<readonly Ended[]> =>
  inPairs(lines.map((line) => () => typed(line)));

const stack = /^\s+at .+:\d+:\d+/mu;

/** Values that were once taken for something else, or answered with a stack. */
const wrongValues = [
  'hostile abc',
  'hostile --orders 0',
  'hostile --profile x',
  'hostile --same /no/such/file',
  'matrix --only KM99',
  'mutants --only M9999',
  'model --f 10',
  'gates --only nope',
  'sim --random many',
  'sim --template S99',
  'sim --template S03 --faults nonsense',
  'bench',
  'bench --suite nope',
  'soak --minutes none',
  'diff nope',
  'verify --stage nope',
  'fluxpay sagas list --stage nope',
  'liar --replay /no/such/file',
];

describe('every command of package.json', () => {
  it('helps, and does nothing else', async () => {
    const ended = await all(tasks.map((task) => `${task} --help`));

    for (const { line, code, out } of ended) {
      expect([line, code]).toEqual([line, 0]);
      expect([line, out.length > 60]).toEqual([line, true]);
    }
    expect(ended.length).toBeGreaterThanOrEqual(25);
    count('commands that help', ended.length);
  });

  it('refuses an option that it does not know, in words', async () => {
    const ended = await all(tasks.map((task) => `${task} --nope`));

    for (const { line, code, err } of ended) {
      expect([line, code]).toEqual([line, 2]);
      expect([line, /--nope|no command/u.test(err), stack.test(err)]).toEqual([line, true, false]);
    }
    expect(ended.length).toBeGreaterThanOrEqual(25);
    count('unknown options refused', ended.length);
  });

  it('refuses a value that is none, in words', async () => {
    for (const { line, code, err, out } of await all(wrongValues)) {
      expect([line, code]).toEqual([line, 2]);
      expect([line, stack.test(err), out, err === '']).toEqual([line, false, '', false]);
    }
    count('wrong values refused', wrongValues.length);
  });
});
