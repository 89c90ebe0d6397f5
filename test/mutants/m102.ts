// M102: approve, nothing of it is refundable.
import type { Mutant } from './mutant.ts';

export const m102: Mutant = {
  id: 'M102',
  where: 'approve',
  bug: 'nothing of it is refundable',
  file: 'core/payments/payment.ts',
  anchor: 'refundable: taken,',
  replace: 'refundable: zero(taken.currency),',
  expect: 'I10',
  budget: { kind: 'F', template: 'S01' },
};
