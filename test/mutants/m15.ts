// M15: due sweep, skips ATTEMPT.
import type { Mutant } from './mutant.ts';

export const m15: Mutant = {
  id: 'M15',
  where: 'due sweep',
  bug: 'skips ATTEMPT',
  file: 'core/outbox/sweep.ts',
  anchor: `sweepDue(deps, now, 'ATTEMPT'),`,
  replace: 'Promise.resolve({ done: 0, failed: 0, unreadable: 0 }),',
  expect: 'R04',
  budget: {
    kind: 'L',
    layer: 'watchdog',
    template: 'S07',
    near: 'error-before|api/confirm-payment#c1.2/TX-CLAIM',
  },
};
