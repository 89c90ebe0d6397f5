// M101: end, `openAttempt` stays.
import type { Mutant } from './mutant.ts';

export const m101: Mutant = {
  id: 'M101',
  where: 'end',
  bug: '`openAttempt` stays',
  file: 'core/payments/payment.ts',
  anchor: `mayMove(payment.status, status);
  const { doubt: _resolved, ...rest } = without(payment as InDoubtPayment);`,
  replace: `mayMove(payment.status, status);
  const { doubt: _resolved, ...rest } = payment as InDoubtPayment;`,
  expect: 'I11',
  budget: { kind: 'F', template: 'S02' },
};
