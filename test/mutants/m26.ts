// M26: CancelPayment, success without the PG cancel.
import type { Mutant } from './mutant.ts';

export const m26: Mutant = {
  id: 'M26',
  where: 'CancelPayment',
  bug: 'success without the PG cancel',
  file: 'core/sagas/cancel-payment.ts',
  anchor: 'const sent = await sendAttempt(deps)(kase.attempt, deps.cancelTimeoutMs, false);',
  replace: `const { objectId: transactionKey, amount } = kase.attempt;
  const cancel = { transactionKey, amount, reason: '', isDone: true, canceledAt: undefined };
  const sent: Awaited<ReturnType<ReturnType<typeof sendAttempt>>> = {
    verdict: { kind: 'RETURNED', cancel },
    evidence: { source: 'REPLY', at: deps.clock.now(), class: 'SUCCESS', code: 'CANCELED' },
  };`,
  expect: 'I03',
  budget: { kind: 'F', template: 'S03' },
};
