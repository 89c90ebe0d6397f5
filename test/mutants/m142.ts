// M142: TX-OP-FAIL, forgets the cancel that was noted meanwhile.
import type { Mutant } from './mutant.ts';

export const m142: Mutant = {
  id: 'M142',
  where: 'TX-OP-FAIL',
  bug: 'forgets the cancel that was noted meanwhile',
  file: 'core/payments/record-let-go.ts',
  anchor: `(isNoted && attempt.op === 'CAPTURE') || payment.status === 'WAITING_FOR_DEPOSIT'`,
  replace: `payment.status === 'WAITING_FOR_DEPOSIT'`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/two-step.contract.test.ts' },
};
