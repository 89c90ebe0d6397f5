// Every `npm run …` of ours, typed by somebody who does not know it: `--help` tells and does nothing, a mistake is
// one line with the usage and exit code 2. Never a stack, never a run on a guess.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { inPairs } from '#test/support/pairs.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Each task of set-up once. Without `clean`: a fault in it would take away what this very run stands on. */
const commands = [
  ...new Set(
    Object.values(scripts).flatMap(
      (line) => /^node local\/setup\.mjs (\w+)/u.exec(line)?.[1] ?? [],
    ),
  ),
]
  .filter((task) => task !== 'clean')
  .map((task) => ['local/setup.mjs', task]);

interface Ended {
  readonly line: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const typed = (args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { timeout: 30_000, env: { ...process.env, LIAR_PG_PORT: '0' } };
    execFile('node', args, options, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ line: args.slice(1).join(' '), code, out, err });
    });
  });

const all = (lines: readonly (readonly string[])[]): Promise<readonly Ended[]> =>
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
  'bench --suite nope',
  'soak --minutes none',
  'diff nope',
  'verify --stage nope',
  'fluxpay sagas list --stage nope',
  'liar --replay /no/such/file',
];

describe('every command of package.json', () => {
  it('helps, and does nothing else', async () => {
    const ended = await all(commands.map((words) => [...words, '--help']));

    for (const { line, code, out } of ended) {
      expect([line, code]).toEqual([line, 0]);
      expect([line, out.length > 60]).toEqual([line, true]);
    }
    expect(ended.length).toBeGreaterThanOrEqual(25);
    count('commands that help', ended.length);
  });

  it('refuses an option that it does not know, in words', async () => {
    const ended = await all(commands.map((words) => [...words, '--nope']));

    for (const { line, code, err } of ended) {
      expect([line, code]).toEqual([line, 2]);
      expect([line, /--nope|no command/u.test(err), stack.test(err)]).toEqual([line, true, false]);
    }
    expect(ended.length).toBeGreaterThanOrEqual(25);
  });

  it('refuses a value that is none, in words', async () => {
    const lines = wrongValues.map((line) => ['local/setup.mjs', ...line.split(' ')]);

    for (const { line, code, err, out } of await all(lines)) {
      expect([line, code]).toEqual([line, 2]);
      expect([line, stack.test(err), out, err === '']).toEqual([line, false, '', false]);
    }
    count('wrong values refused', wrongValues.length);
  });
});
