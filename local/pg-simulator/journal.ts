// The append-only journal. With a data directory, no reply leaves before its line is on the disk;
// lines that arrive while the disk is busy share the next flush.
import {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFile,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JournalLine } from './state.ts';

const writeAll = promisify(writeFile);
const syncData = promisify(fdatasync);

// Memory is for people and tests that look at the recent past; the file keeps everything.
const linesKept = 20_000;

export interface Journal {
  append(line: JournalLine): void;
  /** Resolves when everything appended so far is on the disk; undefined when it already is. */
  durable(): Promise<void> | undefined;
  /** Lines with n greater than the given one, oldest first, as far as they are kept in memory. */
  after(n: number): readonly JournalLine[];
  clear(): void;
  close(): Promise<void>;
}

const recentLines = () => {
  let lines: JournalLine[] = [];
  return {
    push: (line: JournalLine) => {
      lines.push(line);
      if (lines.length > 2 * linesKept) lines = lines.slice(-linesKept);
    },
    after: (n: number) => lines.filter((line) => line.n > n),
    clear: () => {
      lines = [];
    },
  };
};

export const memoryJournal = (): Journal => {
  const recent = recentLines();
  return {
    append: recent.push,
    durable: () => undefined,
    after: recent.after,
    clear: recent.clear,
    close: async () => undefined,
  };
};

/** Complete lines of a journal file, and the length in bytes up to which it is sound. */
export const soundLines = (bytes: Buffer): { lines: JournalLine[]; length: number } => {
  const lines: JournalLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    lines.push(JSON.parse(bytes.toString('utf8', start, end)) as JournalLine);
    start = end + 1;
  }
  return { lines, length: start };
};

const groupWriter = (fd: number) => {
  let buffered: string[] = [];
  let running: Promise<void> | undefined;
  const drain = async () => {
    while (buffered.length > 0) {
      const batch = buffered.join('');
      buffered = [];
      await writeAll(fd, batch);
      await syncData(fd);
    }
    running = undefined;
  };
  return {
    push: (text: string) => {
      buffered.push(text);
      running ??= Promise.resolve().then(drain);
      // A failed disk fails every reply that waits for it; here it must not end the process unseen.
      running.catch(() => undefined);
    },
    settled: () => running,
    forget: () => {
      buffered = [];
    },
  };
};

/**
 * Opens or creates `journal.jsonl` in the directory.
 *
 * @returns the journal and the lines it already held; a torn last line has been cut off.
 */
export const fileJournal = (dataDir: string): { journal: Journal; lines: JournalLine[] } => {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'journal.jsonl');
  const found = soundLines(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
  const fd = openSync(path, 'a');
  ftruncateSync(fd, found.length);
  const recent = recentLines();
  for (const line of found.lines) recent.push(line);
  const writer = groupWriter(fd);
  const journal: Journal = {
    append: (line) => {
      recent.push(line);
      writer.push(`${JSON.stringify(line)}\n`);
    },
    durable: writer.settled,
    after: recent.after,
    clear: () => {
      recent.clear();
      writer.forget();
      ftruncateSync(fd, 0);
    },
    close: async () => {
      await writer.settled();
      closeSync(fd);
    },
  };
  return { journal, lines: found.lines };
};
