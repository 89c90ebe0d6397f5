// `npm run check`: everything that needs no server, cheap first, two cores at a time.

import { readOptions } from '#local/read-options.ts';
import { checkSteps, runCommand } from './support/commands.ts';

readOptions(process.argv.slice(2), {
  command: 'npm run check',
  usage: 'npm run check\n\n  All tests that need no server. Takes no options.',
  options: {},
});

await runCommand({ command: 'check', gateSeconds: 180, steps: checkSteps });
