// A differential told to a person: what ran, what occurred how often, what differs and is known.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Verdict } from './outcome.ts';

const share = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${Math.round((100 * part) / whole)} %`;

const indented = (text: string): string => `  ${text.replaceAll('\n', '\n  ')}`;

const differencesOf = ({ batches }: Outcome): readonly string[] =>
  batches.flatMap(({ differences }) => differences);

const rows = (outcome: Outcome): readonly (readonly [string, string])[] => {
  const { programs, commands, succeeded, refused, seen } = outcome;
  const answers = succeeded + refused;
  return [
    ['programs', String(programs)],
    ['commands', String(commands)],
    ['succeeded', `${succeeded} (${share(succeeded, answers)})`],
    ['refused', `${refused} (${share(refused, answers)})`],
    ...[...seen]
      .toSorted(([one], [two]) => (one < two ? -1 : 1))
      .map(([label, many]): [string, string] => [label, String(many)]),
  ];
};

const widest = 76;

const table = (outcome: Outcome): string => {
  const lines = rows(outcome);
  const width = Math.min(widest, Math.max(...lines.map(([label]) => label.length)));
  return lines
    .map(([label, value]) => `${label.slice(0, width).padEnd(width)}  ${value}`)
    .join('\n');
};

const knownText = ({ known }: Outcome): string => {
  if (known.length === 0) return 'no known differences';
  const lines = known.map(({ name, why, page, met }) => {
    const often = met === undefined ? '' : ` (met ${met} times)`;
    return `  ${name}${often}\n    ${why}\n    decided by ${page}`;
  });
  return ['known differences, where our side follows the page that decides:', ...lines].join('\n');
};

/** All but the last line of a run. */
export const reportOf = (outcome: Outcome, verdict: Verdict, programsOfCi: number): string =>
  [
    table(outcome),
    '',
    knownText(outcome),
    '',
    ...verdict.faults.map((fault) => `FAIL ${indented(fault).trimStart()}`),
    ...(outcome.programs < programsOfCi
      ? [`generator not judged: ${outcome.programs} programs of ${programsOfCi}`]
      : []),
    `${differencesOf(outcome).length} unexplained differences`,
  ].join('\n');

export const resultOf = (outcome: Outcome, verdict: Verdict, seconds: number) => ({
  name: outcome.name,
  seed: outcome.seed,
  programs: outcome.programs,
  commands: outcome.commands,
  succeeded: outcome.succeeded,
  refused: outcome.refused,
  passed: verdict.passed,
  failed: verdict.failed,
  differences: differencesOf(outcome),
  faults: verdict.faults,
  known: outcome.known,
  seen: Object.fromEntries(outcome.seen),
  seconds: Math.round(seconds * 10) / 10,
});

/** Leaves out/differentials-<name>.json. */
export const writeResult = (root: string, result: ReturnType<typeof resultOf>): void => {
  const folder = join(root, 'out');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `differentials-${result.name}.json`);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
};
