// M93: out of doubt, the memo stays open.
import type { Mutant } from './mutant.ts';

export const m93: Mutant = {
  id: 'M93',
  where: 'out of doubt',
  bug: 'the memo stays open',
  file: 'core/payments/case.ts',
  anchor: `if (attempt?.state !== 'IN_DOUBT' || !isApproval(attempt)) return [];`,
  replace: `if (attempt?.state !== 'IN_DOUBT' || attempt.op !== 'REFUND') return [];`,
  expect: 'I16',
  budget: { kind: 'F', template: 'S06' },
};
