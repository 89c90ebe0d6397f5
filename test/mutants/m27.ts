// M27: CancelPayment, a refused cancel counts as done.
import type { Mutant } from './mutant.ts';

export const m27: Mutant = {
  id: 'M27',
  where: 'CancelPayment',
  bug: 'a refused cancel counts as done',
  file: 'core/payments/apply-pg-state.ts',
  anchor: `return { draft: recordReturnRefused(ending, verdict), outcome: 'REFUSED' };`,
  replace: `return {
        draft: recordReturn(ending, {
          transactionKey: kase.attempt.objectId,
          amount: kase.attempt.amount,
          reason: '',
          isDone: true,
          canceledAt: undefined,
        }),
        outcome: 'RETURNED',
      };`,
  expect: 'I03',
  budget: { kind: 'F', template: 'S10-refused' },
};
