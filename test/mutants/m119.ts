// M119: limiter, one request more than the burst passes.
import type { Mutant } from './mutant.ts';

export const m119: Mutant = {
  id: 'M119',
  where: 'limiter',
  bug: 'one request more than the burst passes',
  file: 'core/limits/gcra.ts',
  anchor: 'waitMicros: Math.max(0, next - full),',
  replace: 'waitMicros: Math.max(0, next - full - cell.intervalMicros),',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/limits/gcra.test.ts' },
};
