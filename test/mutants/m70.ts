// M70: limiter, fails open where it must not.
import type { Mutant } from './mutant.ts';

export const m70: Mutant = {
  id: 'M70',
  where: 'limiter',
  bug: 'fails open where it must not',
  file: 'core/limits/fallback-gate.ts',
  anchor: `return request.isFailClosed ? { kind: 'UNAVAILABLE' } : withoutRedis(request, kept);`,
  replace: 'return withoutRedis(request, kept);',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/limits/fallback-gate.test.ts' },
};
