// `npm run matrix [-- --only KM01,KM05]`: real processes of a local cloud are killed, cut off and frozen under load, one
// row of the kill matrix after the other; then tables, sinks, answers and the PG's truth are judged.
import { parseArgs } from 'node:util';
import { runCommand, Setback } from '#local/cloud/setback.ts';
import type { Told } from '#test/support/invariants/view.ts';
import { notJudged } from './judge-row.ts';
import { startMatrixCloud } from './matrix-cloud.ts';
import { withoutRepairers } from './repairers.ts';
import { rows, waitingRows } from './rows.ts';
import { type RowResult, runRow, warmUp } from './run-row.ts';
import { openSinks } from './sinks.ts';
import { leaveFile, tableOf } from './table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    /** Orders a second. */
    rate: { type: 'string', default: '10' },
    /** Proves that the matrix sees: with watchdog and sweep taken out, KM01 must fail. */
    'without-repairers': { type: 'boolean', default: false },
  },
});

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const wantedRows = () => {
  if (values.only === undefined) return rows;
  const wanted = values.only.split(',');
  const unknown = wanted.filter((id) => !rows.some((row) => row.id === id));
  const waiting = waitingRows.filter(({ id }) => unknown.includes(id));
  if (unknown.length === 0) return rows.filter(({ id }) => wanted.includes(id));
  throw new Setback(
    waiting.length > 0
      ? waiting.map(({ id, waitsFor }) => `${id} waits: ${waitsFor}`).join('; ')
      : `there is no row ${unknown.join(', ')}`,
    { part: 'matrix', next: `--only takes some of ${rows.map(({ id }) => id).join(',')}` },
  );
};

const tellResult = ({ id, findings, held, answers, seen, signal }: RowResult): void => {
  for (const [answer, many] of Object.entries(answers)) {
    console.log(`  ${id}  ${String(many).padStart(5)}  ${answer}`);
  }
  console.log(`  ${id}  holds: ${held.join(', ') || 'nothing'}`);
  for (const finding of findings) console.log(`  ${id}  FOUND  ${finding}`);
  if (seen === undefined) console.log(`  ${id}  NOT SEEN  ${signal}`);
};

await runCommand(async () => {
  const wanted = wantedRows();
  const perSecond = Number(values.rate);
  if (!(perSecond > 0)) {
    throw new Setback(`--rate ${values.rate}`, { part: 'matrix', next: '--rate 10' });
  }
  const startedAt = performance.now();
  const matrix = await startMatrixCloud(say);
  const results: RowResult[] = [];
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => void matrix.stop().finally(() => process.exit(code)));
  }
  try {
    const sinks = await openSinks(matrix.cloud);
    say('warming up');
    await warmUp(matrix);
    if (values['without-repairers']) {
      say(`${await withoutRepairers(matrix.cloud)} sources of watchdog and sweep taken out`);
    }
    const shared = { matrix, sinks, perSecond, say };
    const told: Told[] = [];
    const known = new Set<string>();
    for (const row of wanted) {
      const result = await runRow(row, { ...shared, told, known });
      results.push(result);
      tellResult(result);
    }
    await sinks.close();
  } finally {
    await matrix.stop();
  }
  const failed = results.filter(({ findings, seen }) => findings.length > 0 || seen === undefined);
  leaveFile({ perSecond, rows: results, waiting: waitingRows, notJudged });
  for (const line of tableOf(results, waitingRows)) console.log(line);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`${results.length - failed.length} passed, ${failed.length} failed, ${seconds} s`);
  process.exitCode = failed.length === 0 && results.length > 0 ? 0 : 1;
});
// Orders that were given up as lost may still be asking.
process.exit();
