// M89: TX-CLAIM, the order is not checked.
import type { Mutant } from './mutant.ts';

export const m89: Mutant = {
  id: 'M89',
  where: 'TX-CLAIM',
  bug: 'the order is not checked',
  file: 'core/payments/claim-approval.ts',
  anchor: `{ change: 'order.isPayable', order, at },`,
  replace: '',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/transactions.contract.test.ts' },
};
