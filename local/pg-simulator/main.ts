// Starts the simulator as a process: `npm run liar`.
import { parseArgs } from 'node:util';
import { movableClock } from './clock.ts';
import { openDoor } from './http-door.ts';
import { liar } from './liar.ts';
import { readJournal, told } from './replay.ts';
import { settingsFrom } from './settings.ts';

// Tells a harness that the process ended on purpose, by fault F28.
const crashExitCode = 28;

const usage = `npm run liar [-- --replay <journal.jsonl>]

  The PG simulator alone; prints the port it listens on, SIGTERM or Ctrl-C stops it.
  --replay   begins with what a journal holds, and tells it
Its settings are variables: LIAR_PG_PORT, LIAR_PG_PROFILE and others (local/pg-simulator/README.md).
`;

/** One line, the usage, exit code 2: typed wrongly. Never a stack. */
const refuse = (error: unknown): never => {
  const [reason = ''] = (error as Error).message.split('. ');
  process.stderr.write(`npm run liar: ${reason}\n\n${usage}`);
  process.exit(2);
};

const judged = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    return refuse(error);
  }
};

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(usage);
  process.exit(0);
}
const { replay } = judged(() =>
  parseArgs({ args, options: { replay: { type: 'string' } } }),
).values;
const lines = replay === undefined ? undefined : judged(() => readJournal(replay));
for (const line of lines ?? []) process.stdout.write(`${told(line)}\n`);

const { port, host, dataDir, controlToken, clock, webhookUrl, ...settings } = judged(() =>
  settingsFrom(process.env),
);
const program = liar({
  ...settings,
  // Replayed payments must not lapse while somebody looks at them.
  clock: movableClock(lines === undefined ? clock : 'virtual'),
  ...(lines !== undefined && { lines, isFlushedByHand: true }),
  ...(lines === undefined && dataDir !== undefined && { dataDir }),
  ...(controlToken !== undefined && { controlToken }),
  ...(webhookUrl !== undefined && { webhookUrl }),
});
const door = await openDoor({
  liar: program,
  host,
  port,
  onCrash: () => process.exit(crashExitCode),
}).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  process.stderr.write(`port ${port} is taken: LIAR_PG_PORT=0 npm run liar takes a free one\n`);
  process.exit(1);
});
process.stdout.write(`${JSON.stringify({ listening: door.port })}\n`);

const stop = async () => {
  await door.close();
  await program.close();
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
