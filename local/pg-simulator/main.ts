// Starts the simulator as a process: `node local/pg-simulator/main.ts`.
import { parseArgs } from 'node:util';
import { movableClock } from './clock.ts';
import { openDoor } from './http-door.ts';
import { liar } from './liar.ts';
import { readJournal, told } from './replay.ts';
import { settingsFrom } from './settings.ts';

// Tells a harness that the process ended on purpose, by fault F28.
const crashExitCode = 28;

const { values } = parseArgs({ options: { replay: { type: 'string' } } });
const lines = values.replay === undefined ? undefined : readJournal(values.replay);
for (const line of lines ?? []) process.stdout.write(`${told(line)}\n`);

const { port, host, dataDir, controlToken, clock, webhookUrl, ...settings } = settingsFrom(
  process.env,
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
