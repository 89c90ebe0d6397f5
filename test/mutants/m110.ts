// M110: record, finishes the key under a wrong fence.
import type { Mutant } from './mutant.ts';

export const m110: Mutant = {
  id: 'M110',
  where: 'record',
  bug: 'finishes the key under a wrong fence',
  file: 'core/payments/apply-evidence.ts',
  anchor: `return { kind: 'finish' as const, scope, fence, answer, answerTtlSeconds, at };`,
  replace: `return { kind: 'finish' as const, scope, fence: fence + 1, answer, answerTtlSeconds, at };`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/confirm-faults.contract.test.ts' },
};
