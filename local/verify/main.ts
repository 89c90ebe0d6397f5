// `npm run verify`: recounts every payment, ledger group, outbox row and audit chain of a stage and
// names the record that differs. Exit code 0: nothing differs; 1: something does.
import { instant } from '#core/kernel/instant.ts';
import type { Asked } from '#core/verification/narrow.ts';
import { runCommand } from '#local/cloud/setback.ts';
import { progressOn } from './progress.ts';
import { rowsOf } from './stage-rows.ts';
import { recountedLines } from './told.ts';
import { readVerifyArguments, type VerifyArguments } from './verify-arguments.ts';
import { verifyStage } from './verify-stage.ts';

const dayMs = 86_400_000;

/** Without a word: yesterday and today. */
const askedOf = ({ payment, day, isFull }: VerifyArguments): Asked => {
  if (isFull) return {};
  if (payment !== undefined) return { paymentId: payment };
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  if (day === undefined) return { from: instant(today - dayMs) };
  const from = Date.parse(day);
  return { from: instant(from), to: instant(from + dayMs) };
};

await runCommand(async () => {
  const asked = readVerifyArguments(process.argv.slice(2));
  const tell = progressOn(process.stderr.isTTY, (text) => void process.stderr.write(text));
  const recounted = await verifyStage(rowsOf(asked.stage), askedOf(asked), tell);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(
    asked.isJson
      ? `${JSON.stringify(recounted)}\n`
      : recountedLines(recounted)
          .map((line) => `${line}\n`)
          .join(''),
  );
  const { differences, unreadable, records } = recounted;
  // A recount that looked at nothing has found nothing.
  process.exitCode = differences.length + unreadable.length > 0 || records === 0 ? 1 : 0;
});
