// Counts as a person reads them: rows of a table, kinds and numbers side by side.
import { sometimes } from '#test/support/oracle/run-rules.ts';
import { faultKinds } from './kinds.ts';
import { type CountsByName, checkNumbers } from './stage-file.ts';

export const line = (name: string, value: string | number): string =>
  `  ${name.padEnd(28)} ${typeof value === 'number' ? value.toLocaleString('en') : value}`;

const columns = 100;

/** Words in rows, as many as fit. */
const wrapped = (words: readonly string[]): string[] => {
  const rows: string[] = [];
  for (const word of words) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + word.length + 2 <= columns) {
      rows[rows.length - 1] = `${last}  ${word}`;
    } else {
      rows.push(`    ${word}`);
    }
  }
  return rows;
};

const counted = (names: readonly string[], counts: CountsByName): string[] =>
  names.map((name) => `${name} ${(counts[name] ?? 0).toLocaleString('en')}`);

/** Kinds that some site allows and that struck nowhere. */
export const kindsNotStruck = (faultsByKind: CountsByName): string[] =>
  faultKinds.filter((kind) => !faultsByKind[kind]);

export const faultLines = (faultsByKind: CountsByName): string[] => {
  const struck = Object.keys(faultsByKind).filter((kind) => faultsByKind[kind]);
  const missing = kindsNotStruck(faultsByKind);
  return [
    `  faults by kind`,
    ...wrapped(counted(struck.toSorted(), faultsByKind)),
    line('kinds that never struck', missing.length === 0 ? 'none' : missing.join(', ')),
  ];
};

/** What happens now and then, in how many random worlds it did. */
export const sometimesLines = (counts: CountsByName): string[] => {
  const never = sometimes.filter((name) => !counts[name]);
  return [
    '  sometimes, in so many random worlds',
    ...wrapped(counted([...sometimes], counts)),
    line('never', never.length === 0 ? 'none' : never.join(', ')),
  ];
};

/** Every number is listed, so that a zero was counted and not left out. */
export const violationLines = (violations: CountsByName): string[] => [
  '  violations by number',
  ...wrapped(
    counted([...new Set([...checkNumbers, ...Object.keys(violations)])].toSorted(), violations),
  ),
];
