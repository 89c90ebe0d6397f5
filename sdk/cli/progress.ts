// Progress of work that lasts: a bar on a terminal, a line every ten seconds elsewhere; nothing for the first
// two seconds. On stderr, so that what a command prints stays clean.
export interface Progress {
  step(): void;
  end(): void;
}

const quietMs = 2_000;
const lineEveryMs = 10_000;
const barEveryMs = 200;

const line = (done: number, total: number, ms: number): string => {
  const rate = done / Math.max(0.001, ms / 1_000);
  const left = rate === 0 ? '?' : `${Math.ceil((total - done) / rate)} s`;
  return `${done} of ${total}, ${rate.toFixed(1)}/s, ${left} left`;
};

const bar = (done: number, total: number): string => {
  const filled = Math.round((20 * done) / Math.max(1, total));
  return `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}]`;
};

export const progress = (
  total: number,
  { isTerminal, write, now }: { isTerminal: boolean; write: (text: string) => void; now: () => number },
): Progress => {
  const startedAt = now();
  let done = 0;
  let toldAt = startedAt;
  let hasBar = false;
  return {
    step: () => {
      done += 1;
      const at = now();
      const every = isTerminal ? barEveryMs : lineEveryMs;
      if (at - startedAt < quietMs || at - toldAt < every) return;
      toldAt = at;
      hasBar = isTerminal;
      const text = line(done, total, at - startedAt);
      write(isTerminal ? `\r${bar(done, total)} ${text}   ` : `${text}\n`);
    },
    end: () => {
      if (hasBar) write('\n');
    },
  };
};
