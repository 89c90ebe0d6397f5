// M14: TX-CLAIM, no WATCHDOG command.
import type { Mutant } from './mutant.ts';

export const m14: Mutant = {
  id: 'M14',
  where: 'TX-CLAIM',
  bug: 'no WATCHDOG command',
  file: 'core/payments/claim-approval.ts',
  anchor: 'commands: [watchCommand(attempt, 0, plus(at, watchAfterMs))],',
  replace: 'commands: [],',
  expect: 'R04',
  budget: { kind: 'S', template: 'S01', near: 'TX-CLAIM' },
};
