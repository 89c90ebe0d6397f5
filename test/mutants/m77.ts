// M77: TX-AUTHORIZED, a noted cancel is not looked at.
import type { Mutant } from './mutant.ts';

export const m77: Mutant = {
  id: 'M77',
  where: 'TX-AUTHORIZED',
  bug: 'a noted cancel is not looked at',
  file: 'core/payments/record-authorization.ts',
  anchor: 'const isNoted = isCancelNoted(order);',
  replace: 'const isNoted = false;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/two-step.contract.test.ts' },
};
