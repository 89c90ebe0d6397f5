// M27: CancelPayment, a refused cancel counts as done.
import type { Mutant } from './mutant.ts';

export const m27: Mutant = {
  id: 'M27',
  where: 'CancelPayment',
  bug: 'a refused cancel counts as done',
  file: 'core/payments/record-refund-verdict.ts',
  anchor: `const { draft, refund } = recordReturnRefused(ending, verdict);
      return { draft, outcome: 'REFUSED', answer: refusedRefund(refund, verdict.failure) };`,
  replace: `const { draft, refund } = recordReturn(ending, {
        transactionKey: kase.attempt.objectId,
        amount: kase.attempt.amount,
        reason: '',
        isDone: true,
        canceledAt: undefined,
      });
      return { draft, outcome: 'RETURNED', answer: refusedRefund(refund, verdict.failure) };`,
  expect: 'I03',
  budget: { kind: 'F', template: 'S10-refused' },
};
