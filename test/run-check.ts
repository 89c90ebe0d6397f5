// `npm run check`: everything that needs no server, cheap first, two cores at a time.

import { checkSteps, runCommand } from './support/commands.ts';

await runCommand({ command: 'check', gateSeconds: 180, steps: checkSteps });
