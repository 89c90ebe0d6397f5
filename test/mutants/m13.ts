// M13: resolve-attempt, no message for the next slot.
import type { Mutant } from './mutant.ts';

export const m13: Mutant = {
  id: 'M13',
  where: 'resolve-attempt',
  bug: 'no message for the next slot',
  file: 'core/outbox/watch.ts',
  anchor: 'if (at === undefined) return kind;',
  replace: 'if (at === undefined || (slot !== undefined && slot > 1)) return kind;',
  expect: 'R04',
  budget: { kind: 'S', template: 'S06', near: 'on-watchdog-due' },
};
