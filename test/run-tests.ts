// `npm test`: check, then integration and e2e on processes they start themselves, then the tally.

import { checkStages, runCommand, serverStages } from './support/commands.ts';

await runCommand({
  command: 'test',
  gateSeconds: 360,
  stages: [...checkStages, ...serverStages],
});
