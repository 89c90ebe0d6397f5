// M90: CancelPayment, a repeat does not see its own claim.
import type { Mutant } from './mutant.ts';

export const m90: Mutant = {
  id: 'M90',
  where: 'CancelPayment',
  bug: 'a repeat does not see its own claim',
  file: 'core/sagas/cancel-payment.ts',
  anchor: `if (claimed !== undefined && claimed.status !== 'FAILED' && attempt !== undefined) {`,
  replace: `if (claimed !== undefined && claimed.status === 'IN_DOUBT' && attempt !== undefined) {`,
  expect: 'I11',
  budget: { kind: 'S', template: 'S03', near: 'cancel-payment' },
};
