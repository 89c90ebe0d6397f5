// M78: TX-APPROVED, a deposit ignores `openAttempt`.
import type { Mutant } from './mutant.ts';

export const m78: Mutant = {
  id: 'M78',
  where: 'TX-APPROVED',
  bug: 'a deposit ignores `openAttempt`',
  file: 'core/payments/apply-truth.ts',
  anchor: 'const open = view.attempts.find(isOpen);',
  replace: `const open = view.attempts.find((one) => isOpen(one) && one.op !== 'VOID');`,
  expect: 'I11',
  budget: { kind: 'F', template: 'S16' },
};
