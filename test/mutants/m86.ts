// M86: resolve-attempt, not-founds of one moment are each counted.
import type { Mutant } from './mutant.ts';

export const m86: Mutant = {
  id: 'M86',
  where: 'resolve-attempt',
  bug: 'not-founds of one moment are each counted',
  file: 'core/payments/judge-evidence.ts',
  anchor: 'if (now < plus(before.lastAt, notFoundGapMs)) return before;',
  replace: '',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/payments/judge-evidence.test.ts' },
};
