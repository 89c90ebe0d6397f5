// M162: MANUAL_REFUND_DONE, counts what is reserved as returned.
import type { Mutant } from './mutant.ts';

export const m162: Mutant = {
  id: 'M162',
  where: 'MANUAL_REFUND_DONE',
  bug: 'counts what is reserved as returned',
  file: 'core/payments/adopt-proof.ts',
  anchor: 'return amounts && add(amounts.refundable, amounts.refunding);',
  replace: 'return amounts && amounts.refundable;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/truth-that-waits.contract.test.ts' },
};
