// `npm run events [-- --json] [--once N] [--from-start]`: the event bus, as it goes by.
import { readOptions } from '#local/read-options.ts';
import { busTap, eventLine, readRecording, type TappedEvent } from './bus-tap.ts';
import { eventsForm } from './command-line.ts';
import { readLocalFile } from './local-file.ts';
import { runCommand } from './setback.ts';

const { values } = readOptions(process.argv.slice(2), eventsForm);
const { json: isJson, 'from-start': isFromStart, once: limit = Number.POSITIVE_INFINITY } = values;

await runCommand(async () => {
  const { awsEndpointUrl, busName } = readLocalFile();
  // Opened before the recording is read, so that nothing falls between them.
  const tap = await busTap({ awsEndpointUrl, busName });
  let isOpen = true;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      isOpen = false;
    });
  }
  const printed = new Set<string>();
  const print = (event: TappedEvent): void => {
    // A replayed copy has the id of its original, and is worth a line of its own.
    const key = JSON.stringify([event.id, event['replayid']]);
    if (printed.size >= limit || printed.has(key)) return;
    printed.add(key);
    process.stdout.write(`${isJson ? JSON.stringify(event) : eventLine(event)}\n`);
  };
  try {
    if (isFromStart) (await readRecording({ awsEndpointUrl, busName })).forEach(print);
    process.stderr.write(`listening on ${busName}; Ctrl-C ends\n`);
    while (isOpen && printed.size < limit) (await tap.receive()).forEach(print);
  } finally {
    await tap.close();
  }
});
