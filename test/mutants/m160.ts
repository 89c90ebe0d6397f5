// M160: adoptCancels, books a cancel while the completion is before a person.
import type { Mutant } from './mutant.ts';

export const m160: Mutant = {
  id: 'M160',
  where: 'adoptCancels',
  bug: 'books a cancel while the completion is before a person',
  file: 'core/payments/adopt-cancels.ts',
  anchor: `(saga?.status === 'NEEDS_ATTENTION' && service?.state === 'COMPLETED');`,
  replace: `(saga?.status === 'NEEDS_ATTENTION' && service?.state === 'OPEN');`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/truth-that-waits.contract.test.ts' },
};
