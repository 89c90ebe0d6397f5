// M156: cancel of a payment, a second void under the key of a refused one.
import type { Mutant } from './mutant.ts';

export const m156: Mutant = {
  id: 'M156',
  where: 'cancel of a payment',
  bug: 'a second void under the key of a refused one',
  file: 'core/payments/cancel-by-request.ts',
  anchor: "  if (own.state === 'DECLINED') return refused(deps, standing, claim);",
  replace: "  if (own.state === 'DECLINED') return undefined;",
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/cancel-payment.contract.test.ts' },
};
