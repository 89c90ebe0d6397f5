// M115: take-over, claims although its attempt is open.
import type { Mutant } from './mutant.ts';

export const m115: Mutant = {
  id: 'M115',
  where: 'take-over',
  bug: 'claims although its attempt is open',
  file: 'core/payments/confirm-payment.ts',
  anchor: `command.claim.takeOver === undefined
    ? undefined`,
  replace: `command.claim.takeOver !== undefined
    ? undefined`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/idempotency.contract.test.ts' },
};
