// `npm run local:down`: stops what `local:up` has started, and no other process.
import { rmSync } from 'node:fs';
import { readOptions } from '#local/read-options.ts';
import { localFile } from './local-file.ts';
import { readParts, stopPart } from './part-registry.ts';
import { temporaryFolder } from './places.ts';
import { runCommand } from './setback.ts';

readOptions(process.argv.slice(2), {
  command: 'npm run local:down',
  usage:
    'npm run local:down\n\n  Stops what local:up has started, and no other process. Takes no options.',
  options: {},
});

await runCommand(async () => {
  // The proxy first, so that nobody gets through to half a cloud.
  const parts = Object.entries(readParts()).reverse();
  for (const [name, part] of parts) {
    const wasRunning = await stopPart(name, part);
    process.stderr.write(
      ` ${name.padEnd(13)} ${wasRunning ? `stopped (pid ${part.pid})` : 'was not running'}\n`,
    );
  }
  rmSync(localFile, { force: true });
  rmSync(temporaryFolder, { recursive: true, force: true });
  process.stderr.write(`local: down, ${parts.length} parts\n`);
});
