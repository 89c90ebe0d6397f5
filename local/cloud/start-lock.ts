// Two starts at once would deploy twice into one emulator: the second waits, then finds all done.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cache, inCache } from './places.ts';
import { poll } from './poll.ts';
import { Setback } from './setback.ts';

const file = inCache('up.lock');

function tryLock(): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch {
    if (!isHolderAlive()) rmSync(file, { force: true });
    return false;
  }
}

function isHolderAlive(): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // An empty file is a lock being taken at this moment.
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function withStartLock<T>(run: () => Promise<T>): Promise<T> {
  mkdirSync(cache, { recursive: true });
  if (!(await poll(async () => tryLock(), 600_000))) {
    throw new Setback('another start has been under way for 10 minutes', {
      part: 'local:up',
      next: `look at the process in ${file}, then npm run local:up again`,
    });
  }
  try {
    return await run();
  } finally {
    rmSync(file, { force: true });
  }
}
