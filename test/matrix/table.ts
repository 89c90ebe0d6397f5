// The table a run ends with, and the file it leaves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#local/cloud/places.ts';
import type { WaitingRow } from './row.ts';
import type { RowResult } from './run-row.ts';

const width = 64;

const cut = (text: string): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

const lineOf = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join('  ')
    .trimEnd();

const cellsOf = (result: RowResult): readonly string[] => [
  result.id,
  cut(result.done),
  `${result.payments} at ${result.perSecond.toFixed(1)}/s`,
  String(result.findings.length),
  cut(`${result.signal}: ${result.seen ?? 'NOT SEEN'}`),
  result.quietSeconds.toFixed(0),
  result.seconds.toFixed(0),
];

export const tableOf = (
  results: readonly RowResult[],
  waiting: readonly WaitingRow[],
): readonly string[] => {
  const head = ['row', 'done', 'payments', 'findings', 'seen', 'quiet s', 's'];
  const rows = [head, ...results.map(cellsOf)];
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return [
    ...rows.map((row) => lineOf(row, widths)),
    ...waiting.map(({ id, waitsFor }) => `${id}  waits: ${waitsFor}`),
  ];
};

export const leaveFile = (outcome: Readonly<Record<string, unknown>>): void => {
  const folder = join(root, 'out');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'matrix.json'), `${JSON.stringify(outcome, null, 1)}\n`);
};
