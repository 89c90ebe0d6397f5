// Runs jobs on both cores: each worker is a process of its own that takes the next job when it is done.
import { type ChildProcess, fork } from 'node:child_process';
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
  /** What each worker runs in place of `worker.ts`. */
  readonly file?: URL;
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

/** No job is under way. */
const none = -1;

const workerFile = new URL('./worker.ts', import.meta.url);

export interface HandOut<Job extends object, Reply> {
  /** What each process runs: it takes a job as a message and answers with one. */
  readonly file: URL;
  readonly jobs: readonly Job[];
  readonly workers: number;
  readonly onReply: (reply: Reply, number: number) => void;
  readonly isOver?: () => boolean;
}

/** @throws Error when a worker ends before its job does: nothing of a batch may be lost in silence. */
export const handOut = async <Job extends object, Reply>(
  options: HandOut<Job, Reply>,
): Promise<void> => {
  const { file, jobs, onReply } = options;
  let next = 0;
  const children: ChildProcess[] = [];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(file, { execArgv: process.execArgv });
      children.push(child);
      let current = none;
      const give = (): void => {
        const job = options.isOver?.() === true ? undefined : jobs[next];
        if (job === undefined) {
          child.disconnect();
          return;
        }
        current = next;
        next += 1;
        child.send(job);
      };
      child.on('message', (message) => {
        onReply(message as Reply, current);
        current = none;
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0 && current === none) resolve();
        else
          reject(new Error(`a worker ended with code ${code} before job ${current} was answered`));
      });
      give();
    });
  const workers = Math.max(1, Math.min(options.workers, jobs.length));
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    for (const child of children) child.kill();
  }
};

export const runJobs = async (jobs: readonly Job[], options: CrewOptions): Promise<CrewResult> => {
  const counts = noCounts();
  let cpuMs = 0;
  let done = 0;
  await handOut<Job, Reply>({
    file: options.file ?? workerFile,
    jobs,
    workers: options.workers,
    isOver: () => options.stopsAtFirst === true && counts.findings.length > 0,
    onReply: (reply) => {
      addCounts(counts, reply.counts);
      cpuMs += reply.cpuMs;
      done += 1;
      options.onProgress?.({ done, of: jobs.length, counts });
    },
  });
  return { counts, cpuSeconds: cpuMs / 1_000 };
};
