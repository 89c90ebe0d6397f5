// What `local:up` has started: one entry per part, with the process it may stop and nothing else.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inCache, writeOwnFile } from './places.ts';
import { poll } from './poll.ts';

export type Part = {
  readonly pid: number;
  readonly port: number;
  /** A text in the command line of exactly this process: it tells ours from a recycled pid. */
  readonly mark: string;
  /** Hash of command, environment and sources: a changed one means the process is out of date. */
  readonly identity: string;
  readonly startedAt: string;
};

const file = inCache('parts.json');

export function readParts(): Record<string, Part> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Part>) : {};
}

export function recordPart(name: string, part: Part | undefined): void {
  const { [name]: _, ...others } = readParts();
  const parts = part === undefined ? others : { ...others, [name]: part };
  writeOwnFile(file, `${JSON.stringify(parts, null, 2)}\n`);
}

function commandLine(pid: number): string {
  try {
    if (existsSync('/proc/self/cmdline')) {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** A pid alone proves nothing after a reboot: the command line must still be the one we started. */
export const isOurs = (part: Part): boolean => commandLine(part.pid).includes(part.mark);

/** An emulator that keeps its data writes all of it when it is asked to end: 10 s for some thousand payments. */
const patienceMs = 60_000;

/**
 * Ends the process politely, then its group, so that no Lambda worker outlives the emulator.
 *
 * @param limitMs - Longest time it may take to end by itself; what it was still writing is lost then.
 * @returns Whether it was running.
 */
export async function stopPart(name: string, part: Part, limitMs = patienceMs): Promise<boolean> {
  const wasRunning = isOurs(part);
  if (wasRunning) {
    process.kill(part.pid, 'SIGTERM');
    const hasEnded = await poll(async () => !isOurs(part), limitMs);
    signalGroup(part.pid, hasEnded ? 'SIGTERM' : 'SIGKILL');
  }
  recordPart(name, undefined);
  return wasRunning;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: the group ended with its leader, as it should.
  }
}
