// M10: resolve-attempt, first not-found is final.
import type { Mutant } from './mutant.ts';

export const m10: Mutant = {
  id: 'M10',
  where: 'resolve-attempt',
  bug: 'first not-found is final',
  file: 'core/payments/resolve-attempt.ts',
  anchor: `isAbsent && !mayReplay && isApproval(attempt)
      ? sessionGone`,
  replace: `isApproval(attempt)
      ? { kind: 'DECLINED', failure: sessionGone.failure }`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/confirm-edges.contract.test.ts' },
};
