// M164: webhook worker, one old read is taken for the truth of late money.
import type { Mutant } from './mutant.ts';

export const m164: Mutant = {
  id: 'M164',
  where: 'webhook worker',
  bug: 'one old read is taken for the truth of late money',
  file: 'core/payments/apply-webhook.ts',
  anchor: 'if (speaksOfMoney(ref) && mayBeTaken && !isHeld) return true;',
  replace: 'if (speaksOfMoney(ref) && mayBeTaken && !isHeld) return false;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/lagging-reads.contract.test.ts' },
};
