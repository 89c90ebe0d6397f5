// M95: settle, a payment with nothing left stays APPROVED.
import type { Mutant } from './mutant.ts';

export const m95: Mutant = {
  id: 'M95',
  where: 'settle',
  bug: 'a payment with nothing left stays APPROVED',
  file: 'core/payments/payment-returns.ts',
  anchor: 'if (!isEmpty) return next(payment, {});',
  replace: `if (!isEmpty || payment.status === 'APPROVED') return next(payment, {});`,
  expect: 'I25',
  budget: { kind: 'F', template: 'S03' },
};
