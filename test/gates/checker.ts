// What a checker is: it looks at a tree, says how much it saw, and names every fault.
// A checker that saw nothing has failed, so `seen` is part of the answer.

import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export type Report = { seen: number; findings: readonly string[]; note?: string };

export type Checker = {
  name: string;
  /** What `seen` counts: files, modules, codes, packages. */
  unit: string;
  check: (root: string) => Promise<Report>;
};

export type Run = { code: number; output: string };

/** Runs a command in `root` with the project's own binaries first; both streams in one text. */
export const run = (
  root: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> =>
  new Promise((resolve, reject) => {
    const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });

/** A checker that saw nothing has checked nothing; both kinds of failure end here. */
export const faultsOf = (report: Report): readonly string[] =>
  report.seen === 0
    ? ['saw nothing: a check that checked nothing has failed', ...report.findings]
    : report.findings;
