// `npm test`: check, then integration and e2e on processes they start themselves, then the tally.

import { readOptions } from '#local/read-options.ts';
import { runCommand, testSteps } from './support/commands.ts';

readOptions(process.argv.slice(2), {
  command: 'npm test',
  usage:
    'npm test\n\n  Every check, then integration and end to end on processes it starts itself. Takes no options.',
  options: {},
});

/** A run that had to install first has cold caches and a first deployment ahead of it. */
const isFirstRun = Number(process.env['FLUXPAY_SETUP_DOWNLOADS'] ?? 0) > 0;

await runCommand({
  command: 'test',
  gateSeconds: isFirstRun ? 720 : 360,
  steps: testSteps,
});
