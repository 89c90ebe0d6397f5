// What a batch of runs writes for a program to read: out/<name>.json. A proof joins those of its stages.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { invariants } from '#test/support/invariants/all.ts';
import { rules } from '#test/support/oracle/rules.ts';
import type { Finding, PairCount } from './tally.ts';

export type CountsByName = Readonly<Record<string, number>>;

export interface StageFile {
  /** Which run of a command wrote it: a file of another run is stale. */
  readonly run: string;
  readonly seed: string;
  /** Runs. */
  readonly cases: number;
  readonly payments: number;
  readonly randomPayments?: number;
  readonly randomWorlds?: number;
  readonly seconds: number;
  /** Of all workers together; absent where nobody measured it. */
  readonly cpuSeconds?: number;
  /** `api/confirm-payment/TX-CLAIM`: where a recording run has called something. */
  readonly places: readonly string[];
  readonly pairs?: Readonly<Record<string, Pick<PairCount, 'done' | 'total'>>>;
  readonly faultsByKind: CountsByName;
  /** Objects that each check has looked at; absent where nobody counted. */
  readonly looked?: CountsByName;
  /** Random worlds that have met each entry of `sometimes`. */
  readonly sometimes?: CountsByName;
  readonly violations: CountsByName;
}

/** I01 to I31 and R01 to R13. */
export const checkNumbers: readonly string[] = [...invariants, ...rules].map(({ id }) => id);

/** How many runs broke each check; zero for those that none did. */
export const violationsIn = (findings: readonly Pick<Finding, 'id'>[]): Record<string, number> => {
  const counts: Record<string, number> = Object.fromEntries(checkNumbers.map((id) => [id, 0]));
  for (const { id } of findings) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
};

const pathOf = (root: string, name: string): string => join(root, 'out', `${name}.json`);

export const writeStage = <File extends object>(name: string, file: File, root = '.'): void => {
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(pathOf(root, name), `${JSON.stringify(file, null, 2)}\n`);
};

/** @returns undefined where there is none. */
export const readStage = (name: string, root = '.'): StageFile | undefined => {
  try {
    return JSON.parse(readFileSync(pathOf(root, name), 'utf8')) as StageFile;
  } catch {
    return undefined;
  }
};
