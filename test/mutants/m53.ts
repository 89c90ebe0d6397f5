// M53: backoff, unbounded.
import type { Mutant } from './mutant.ts';

export const m53: Mutant = {
  id: 'M53',
  where: 'backoff',
  bug: 'unbounded',
  file: 'adapters/dynamo/dynamo-unit-of-work.ts',
  anchor: 'const isLast = attempt >= triesMax || clock.now() + wait > lastTryAt;',
  replace: 'const isLast = attempt >= 40 * triesMax || clock.now() < lastTryAt - withinMs;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/store/cancelled-transactions.contract.test.ts' },
};
