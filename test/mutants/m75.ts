// M75: judge-evidence, a refusal on a replayed refund is final at once.
import type { Mutant } from './mutant.ts';

export const m75: Mutant = {
  id: 'M75',
  where: 'judge-evidence',
  bug: 'a refusal on a replayed refund is final at once',
  file: 'core/payments/judge-evidence.ts',
  anchor:
    '(isNegative || isSpent(refusals)) && isSettled && !speaksOfMovedBalance.has(reply.code);',
  replace:
    '(isNegative || isSpent(refusals) || isSettled) && !speaksOfMovedBalance.has(reply.code);',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/payments/judge-evidence.test.ts' },
};
