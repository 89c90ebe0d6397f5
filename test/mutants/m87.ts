// M87: adopt-cancels, cancels adopted while a refund of our own is open.
import type { Mutant } from './mutant.ts';

export const m87: Mutant = {
  id: 'M87',
  where: 'adopt-cancels',
  bug: 'cancels adopted while a refund of our own is open',
  file: 'core/payments/adopt-cancels.ts',
  anchor: `payment.openAttempt !== undefined ||
  (saga?.status`,
  replace: '(saga?.status',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/outside-cancels.contract.test.ts' },
};
