// The processes that run a function's code in the emulator, found by their command line and killed
// without warning, as a crashing machine would.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#local/cloud/places.ts';

/** Of this checkout's cloud: another one on the same machine keeps its own. */
const ownWorkers = join(temporaryFolder, 'ministack-lambda-fluxpay-local-');

const commandLineOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

/** @param name - As deployed, without the stage: `api-confirm-payment`; those of every function without it. */
export const workersOf = (name?: string): readonly number[] =>
  readdirSync('/proc')
    .filter((pid) => /^[0-9]+$/u.test(pid))
    .filter((pid) => {
      const line = commandLineOf(pid);
      const own = name === undefined ? ownWorkers : `${ownWorkers}${name}-`;
      return line.includes(own) && line.includes('_worker');
    })
    .map(Number);

/** `kill -9`, all of them. @returns how many there were. */
export function killWorkers(name?: string): number {
  const workers = workersOf(name);
  for (const pid of workers) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ESRCH: it ended by itself between the look and the kill.
    }
  }
  return workers.length;
}
