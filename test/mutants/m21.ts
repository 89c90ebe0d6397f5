// M21: TX-REFUND-CLAIM, no upper bound.
import type { Mutant } from './mutant.ts';

export const m21: Mutant = {
  id: 'M21',
  where: 'TX-REFUND-CLAIM',
  bug: 'no upper bound',
  file: 'core/refunds/check-refund.ts',
  anchor: 'return isZero(refundable) || amount > refundable.minor ? exceeds(payment) : undefined;',
  replace: 'return isZero(refundable) ? exceeds(payment) : undefined;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/refunds.contract.test.ts' },
};
