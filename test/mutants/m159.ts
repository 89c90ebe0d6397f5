// M159: end of a refund, asks for no look at an account that moved meanwhile.
import type { Mutant } from './mutant.ts';

export const m159: Mutant = {
  id: 'M159',
  where: 'end of a refund',
  bug: 'asks for no look at an account that moved meanwhile',
  file: 'core/payments/apply-evidence.ts',
  anchor: '(isEndOfReturn && payment.virtualAccount !== undefined) ||',
  replace: '(isEndOfReturn && payment === undefined) ||',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/lagging-reads.contract.test.ts' },
};
