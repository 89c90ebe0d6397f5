// M90: CancelPayment, the PG is called before its claim is committed.
import type { Mutant } from './mutant.ts';

export const m90: Mutant = {
  id: 'M90',
  where: 'CancelPayment',
  bug: 'the PG is called before its claim is committed',
  file: 'core/sagas/cancel-payment.ts',
  anchor: 'const claimedNow = await commitStep(deps)(draft);',
  replace: `await sendAttempt(deps)(kase.attempt, deps.cancelTimeoutMs, false);
    const claimedNow = await commitStep(deps)(draft);`,
  expect: 'I04',
  budget: { kind: 'F', template: 'S03' },
};
