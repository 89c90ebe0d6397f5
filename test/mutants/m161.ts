// M161: adoptCancels, books a refund again that two persons vouched for.
import type { Mutant } from './mutant.ts';

export const m161: Mutant = {
  id: 'M161',
  where: 'adoptCancels',
  bug: 'books a refund again that two persons vouched for',
  file: 'core/payments/adopt-cancels.ts',
  anchor: `if (isKnown || isVouchedFor(view, { cancels }, cancel)) return 'DONE';`,
  replace: `if (isKnown) return 'DONE';`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/truth-that-waits.contract.test.ts' },
};
