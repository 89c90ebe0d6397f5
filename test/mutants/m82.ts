// M82: resolve-attempt, CANCELED at the PG read as failed.
import type { Mutant } from './mutant.ts';

export const m82: Mutant = {
  id: 'M82',
  where: 'resolve-attempt',
  bug: 'CANCELED at the PG read as failed',
  file: 'core/payments/judge-state.ts',
  anchor:
    'return wasTaken(attempt.op, payment) ? judgeTaken(attempt, payment) : judgeLetGo(attempt);',
  replace: `return { kind: 'DECLINED', failure: failure('HARD', 'CANCELED') };`,
  expect: 'I03',
  budget: { kind: 'F', template: 'S20' },
};
