// M48: sweeper, ignores pending markers.
import type { Mutant } from './mutant.ts';

export const m48: Mutant = {
  id: 'M48',
  where: 'sweeper',
  bug: 'ignores pending markers',
  file: 'core/outbox/sweep.ts',
  anchor: 'sweepSink(deps, now),',
  replace: 'Promise.resolve({ done: 0, failed: 0, unreadable: 0 }),',
  expect: 'R04',
  budget: {
    kind: 'L',
    layer: 'streams',
    template: 'S01',
    near: 'error-before|api/create-order#c1.1/TX-ORDER',
  },
};
