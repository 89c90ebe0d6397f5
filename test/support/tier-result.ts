// What a tier leaves behind: one small file that the tally joins with the others.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type TierResult = {
  tier: string;
  /** Which run wrote it: a file of another run is stale. */
  run: string;
  seed: number;
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, a line each, as far as the tier can name it. */
  failures?: readonly string[];
  checked: Readonly<Record<string, number>>;
  seconds: number;
};

export const tallyFolder = (root: string): string => join(root, 'out', 'tally');

const commitOf = (root: string): string => {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio }).toString().trim();
  } catch {
    return 'no commit';
  }
};

/** The i-th seed of a commit: same commit, same run. FLUXPAY_SEED repeats another one. */
export const seedOf = (root: string, index = 0): number => {
  const forced = process.env['FLUXPAY_SEED'];
  if (forced !== undefined && index === 0) return Number(forced);
  const digest = createHash('sha256')
    .update(`${commitOf(root)}:${index}`)
    .digest();
  return digest.readUInt32BE(0) >>> 1;
};

/** The run's name comes from the runner; a tier started by hand is a run of its own. */
export const runName = (): string => process.env['FLUXPAY_RUN'] ?? `by-hand-${process.pid}`;

export const writeTier = (root: string, result: Omit<TierResult, 'run' | 'seed'>): void => {
  const folder = tallyFolder(root);
  mkdirSync(folder, { recursive: true });
  const whole: TierResult = { ...result, run: runName(), seed: seedOf(root) };
  writeFileSync(join(folder, `${result.tier}.json`), `${JSON.stringify(whole, null, 2)}\n`);
};
