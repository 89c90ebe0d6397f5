// A line of progress: done, total, rate and time left; on a terminal in place, else every ten seconds.
import type { Progress } from './stored-rows.ts';

const everyMs = { terminal: 200, pipe: 10_000 } as const;
const silentMs = 2_000;

export const progressLine = (done: number, total: number, elapsedMs: number): string => {
  const rate = done / (elapsedMs / 1_000);
  const left = rate === 0 ? 0 : Math.ceil((total - done) / rate);
  return `${done} of ${total} rows · ${Math.round(rate)}/s · ${left} s left`;
};

/** @param write - To standard error. */
export function progressOn(isTerminal: boolean, write: (text: string) => void): Progress {
  const startedAt = performance.now();
  let toldAt = startedAt + silentMs - (isTerminal ? everyMs.terminal : everyMs.pipe);
  return (done, total) => {
    const at = performance.now();
    if (at - toldAt < (isTerminal ? everyMs.terminal : everyMs.pipe)) return;
    toldAt = at;
    const line = progressLine(done, total, at - startedAt);
    write(isTerminal ? `\r${line}   ` : `${line}\n`);
  };
}
