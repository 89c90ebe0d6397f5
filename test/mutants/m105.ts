// M105: TX-APPROVED, a noted cancel is not looked at.
import type { Mutant } from './mutant.ts';

export const m105: Mutant = {
  id: 'M105',
  where: 'TX-APPROVED',
  bug: 'a noted cancel is not looked at',
  file: 'core/payments/record-approval.ts',
  anchor: 'const isNoted = isCancelNoted(kase.order);',
  replace: 'const isNoted = isCancelNoted(kase.order) && kase.order.cancelRequestedAt === at;',
  expect: 'R05',
  budget: { kind: 'F', template: 'S10' },
};
