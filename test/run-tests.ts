// `npm test`: check, then integration and e2e on processes they start themselves, then the tally.

import { runCommand, testSteps } from './support/commands.ts';

/** A run that had to install first has cold caches and a first deployment ahead of it. */
const isFirstRun = Number(process.env['FLUXPAY_SETUP_DOWNLOADS'] ?? 0) > 0;

await runCommand({
  command: 'test',
  gateSeconds: isFirstRun ? 720 : 360,
  steps: testSteps,
});
