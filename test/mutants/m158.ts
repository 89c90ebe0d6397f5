// M158: adoptCancels, lets a refund that waits for its account stand in the way of a cancel.
import type { Mutant } from './mutant.ts';

export const m158: Mutant = {
  id: 'M158',
  where: 'adoptCancels',
  bug: 'lets a refund that waits for its account stand in the way of a cancel',
  file: 'core/payments/adopt-cancels.ts',
  anchor: 'const waiting = inTheWay(view, cancel.amount);',
  replace: 'const waiting = undefined as ReturnType<typeof inTheWay>;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/truth-that-waits.contract.test.ts' },
};
