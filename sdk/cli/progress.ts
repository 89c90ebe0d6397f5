// Progress of work that lasts: a bar on a terminal, a line every ten seconds elsewhere; nothing for the first
// two seconds. On stderr, so that what a command prints stays clean.
import type { Language } from './language.ts';

export interface Progress {
  step(): void;
  end(): void;
}

const quietMs = 2_000;
const lineEveryMs = 10_000;
const barEveryMs = 200;

const lines: Readonly<Record<Language, (done: number, total: number, rate: string, left: string) => string>> = {
  en: (done, total, rate, left) => `${done} of ${total}, ${rate}/s, ${left} s left`,
  ko: (done, total, rate, left) => `${total}건 중 ${done}건, 초당 ${rate}건, ${left}초 남음`,
};

const line = (language: Language, done: number, total: number, ms: number): string => {
  const rate = done / Math.max(0.001, ms / 1_000);
  const left = rate === 0 ? '?' : String(Math.ceil((total - done) / rate));
  return lines[language](done, total, rate.toFixed(1), left);
};

const bar = (done: number, total: number): string => {
  const filled = Math.round((20 * done) / Math.max(1, total));
  return `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}]`;
};

export const progress = (
  total: number,
  { isTerminal, language, write, now }: { isTerminal: boolean; language: Language; write: (text: string) => void; now: () => number },
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
      const text = line(language, done, total, at - startedAt);
      write(isTerminal ? `\r${bar(done, total)} ${text}   ` : `${text}\n`);
    },
    end: () => {
      if (hasBar) write('\n');
    },
  };
};
