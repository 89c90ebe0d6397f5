// M101: end, `openAttempt` stays.
import type { Mutant } from './mutant.ts';

export const m101: Mutant = {
  id: 'M101',
  where: 'end',
  bug: '`openAttempt` stays',
  file: 'core/payments/payment.ts',
  anchor: `return next(factsOf(payment), {
    status,
    endedAt: at,`,
  replace: `return next(payment as EndedPayment, {
    status,
    endedAt: at,`,
  expect: 'I11',
  budget: { kind: 'F', template: 'S02' },
};
