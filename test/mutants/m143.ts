// M143: TX-APPROVED of a capture, what was reserved stays open in the books.
import type { Mutant } from './mutant.ts';

export const m143: Mutant = {
  id: 'M143',
  where: 'TX-APPROVED of a capture',
  bug: 'what was reserved stays open in the books',
  file: 'core/payments/record-approval.ts',
  anchor: 'authorization === undefined ? []',
  replace: 'authorization?.pgTxId !== undefined ? []',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/two-step.contract.test.ts' },
};
