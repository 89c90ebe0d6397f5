// M03: tier 2, 202 in doubt stored as final.
import type { Mutant } from './mutant.ts';

export const m03: Mutant = {
  id: 'M03',
  where: 'tier 2',
  bug: '202 in doubt stored as final',
  file: 'core/idempotency/frozen.ts',
  anchor:
    'if (neverStored.has(answer.code) || answer.retryAfterSeconds !== undefined) return false;',
  replace: `if (answer.code === 'PAY_005') return true;
  if (neverStored.has(answer.code) || answer.retryAfterSeconds !== undefined) return false;`,
  expect: 'I27',
  budget: { kind: 'F', template: 'S06' },
};
