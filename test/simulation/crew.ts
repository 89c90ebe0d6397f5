// Runs jobs on both cores: each worker is a process of its own that takes the next job when it is done.
import { fork } from 'node:child_process';
import type { Job } from './jobs.ts';
import { addCounts, type Counts, noCounts } from './tally.ts';

export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly counts: Counts;
}

export interface CrewOptions {
  readonly workers: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops handing out jobs as soon as one run has broken something. */
  readonly stopsAtFirst?: boolean;
}

interface Reply {
  readonly counts: Counts;
  readonly cpuMs: number;
}

export interface CrewResult {
  readonly counts: Counts;
  /** CPU that all workers took together, in seconds. */
  readonly cpuSeconds: number;
}

const workerFile = new URL('./worker.ts', import.meta.url);

/** @throws Error when a worker ends before its job does: nothing of a batch may be lost in silence. */
export const runJobs = async (jobs: readonly Job[], options: CrewOptions): Promise<CrewResult> => {
  const counts = noCounts();
  let cpuMs = 0;
  let next = 0;
  let done = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(workerFile, { execArgv: process.execArgv });
      const give = (): void => {
        const isOver = options.stopsAtFirst === true && counts.findings.length > 0;
        const job = isOver ? undefined : jobs[next];
        if (job === undefined) {
          child.disconnect();
          return;
        }
        next += 1;
        child.send(job);
      };
      child.on('message', (message) => {
        const reply = message as Reply;
        addCounts(counts, reply.counts);
        cpuMs += reply.cpuMs;
        done += 1;
        options.onProgress?.({ done, of: jobs.length, counts });
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`a worker of the simulation ended with code ${code}`));
      });
      give();
    });
  const workers = Math.max(1, Math.min(options.workers, jobs.length));
  await Promise.all(Array.from({ length: workers }, work));
  return { counts, cpuSeconds: cpuMs / 1_000 };
};
