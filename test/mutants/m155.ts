// M155: VOID command, asks again for a void at every repeat of a retry.
import type { Mutant } from './mutant.ts';

export const m155: Mutant = {
  id: 'M155',
  where: 'VOID command',
  bug: 'asks again for a void at every repeat of a retry',
  file: 'core/payments/void-authorization.ts',
  anchor: 'refused.length > afterRefusals',
  replace: 'afterRefusals === 0',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/refused-void.contract.test.ts' },
};
