// M118: tier 1, an answer of a former owner is told as kept.
import type { Mutant } from './mutant.ts';

export const m118: Mutant = {
  id: 'M118',
  where: 'tier 1',
  bug: 'an answer of a former owner is told as kept',
  file: 'adapters/redis/redis-answer-cache.ts',
  anchor: `return reply === 'OK';`,
  replace: `return reply === 'OK' || reply === 'LOST';`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/redis-answer-cache.contract.test.ts' },
};
