// M157: cancel of a payment, acts on an order that was read after its payment had ended.
import type { Mutant } from './mutant.ts';

export const m157: Mutant = {
  id: 'M157',
  where: 'cancel of a payment',
  bug: 'acts on an order that was read after its payment had ended',
  file: 'core/payments/cancel-by-request.ts',
  anchor: '  if (isTorn(standing)) return',
  replace: '  if (isTorn(standing) && standing.view.attempts.length > 9) return',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/cancel-payment.contract.test.ts' },
};
