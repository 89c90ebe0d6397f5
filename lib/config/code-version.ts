// The git commit that the functions report as their version.
import { execFileSync } from 'node:child_process';

/** @returns Short commit hash; `unversioned` where the folder is no git checkout. */
export const codeVersion = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unversioned';
  }
};
