// `npm run verify`: recounts every payment, ledger group, outbox row, command and audit chain of a stage
// and names the record that differs. Exit code 0: nothing differs; 1: something does; 3 and 4: nothing was recounted.
import { instant } from '#core/kernel/instant.ts';
import { knownStages } from '#local/cloud/known-stages.ts';
import { runCommand } from '#local/cloud/setback.ts';
import { readOptions, refuse } from '#local/read-options.ts';
import { progressOn } from './progress.ts';
import { rowsOf } from './stage-rows.ts';
import { recountedLines } from './told.ts';
import { scopeOf, tooMuch, verifyForm } from './verify-arguments.ts';
import { verifyStage } from './verify-stage.ts';

const form = verifyForm(knownStages());
const { values } = readOptions(process.argv.slice(2), form);
const fault = tooMuch(values);
if (fault !== undefined) refuse(form, fault);

await runCommand(async () => {
  const { asked, name } = scopeOf(values, instant(Date.now()));
  const tell = progressOn(process.stderr.isTTY, (text) => void process.stderr.write(text));
  const recounted = await verifyStage(rowsOf(values.stage), asked, tell);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ asked: name, ...recounted })}\n`
      : recountedLines(recounted, name)
          .map((line) => `${line}\n`)
          .join(''),
  );
  const { differences, unreadable, records } = recounted;
  // A recount that looked at nothing has found nothing.
  process.exitCode = differences.length + unreadable.length > 0 || records === 0 ? 1 : 0;
}, 4);
