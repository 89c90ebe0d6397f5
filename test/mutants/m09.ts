// M09: adopt, amount and order not compared.
import type { Mutant } from './mutant.ts';

export const m09: Mutant = {
  id: 'M09',
  where: 'adopt',
  bug: 'amount and order not compared',
  file: 'core/payments/judge-state.ts',
  anchor: 'if (!isOurs(attempt, payment) || !equals(payment.total, attempt.amount)) {',
  replace:
    'if (isOurs(attempt, payment) && equals(payment.total, payment.balance) && attempt.fence < 0) {',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/confirm-faults.contract.test.ts' },
};
