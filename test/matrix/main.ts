// `npm run matrix [-- --only KM01,KM05]`: real processes of a local cloud are killed, cut off and frozen under load, one
// row of the kill matrix after the other; then tables, sinks, answers and the PG's truth are judged.
import { runCommand } from '#local/cloud/setback.ts';
import { endOnSignal } from '#local/demo/interruption.ts';
import { flag, number, readOptions, refuse, text } from '#local/read-options.ts';
import type { Told } from '#test/support/invariants/view.ts';
import { notJudged } from './judge-row.ts';
import { startMatrixCloud } from './matrix-cloud.ts';
import { withoutRepairers } from './repairers.ts';
import { rows, waitingRows } from './rows.ts';
import { type RowResult, runRow, unreadable, warmUp } from './run-row.ts';
import { openSinks } from './sinks.ts';
import { leaveFile, tableOf } from './table.ts';

const ids = rows.map(({ id }) => id);

const form = {
  command: 'npm run matrix',
  usage: `npm run matrix [-- --only KM01,KM05] [--rate 10] [--without-repairers]

  Real processes are killed, cut off and frozen under load, row by row; then everything is judged.
  --only                some of ${ids.join(', ')}
  --rate                orders a second (10)
  --without-repairers   watchdog and sweep taken out: KM01 must fail`,
  options: { only: text(), rate: number({ min: 0.1, max: 1_000 }, 10), 'without-repairers': flag },
};

const { values } = readOptions(process.argv.slice(2), form);

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const wantedRows = () => {
  if (values.only === undefined) return rows;
  const wanted = values.only.split(',');
  const unknown = wanted.filter((id) => !rows.some((row) => row.id === id));
  const waiting = waitingRows.filter(({ id }) => unknown.includes(id));
  if (unknown.length === 0) return rows.filter(({ id }) => wanted.includes(id));
  return refuse(
    form,
    waiting.length > 0
      ? waiting.map(({ id, waitsFor }) => `${id} waits: ${waitsFor}`).join('; ')
      : `there is no row ${unknown.join(', ')}`,
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
  const perSecond = values.rate;
  endOnSignal();
  const startedAt = performance.now();
  const matrix = await startMatrixCloud(say);
  const results: RowResult[] = [];
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
      const result = await runRow(row, { ...shared, told, known }).catch((error: unknown) =>
        unreadable(row, error),
      );
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
