// M20: TX-REFUND-CLAIM, ignores `openAttempt`.
import type { Mutant } from './mutant.ts';

export const m20: Mutant = {
  id: 'M20',
  where: 'TX-REFUND-CLAIM',
  bug: 'ignores `openAttempt`',
  file: 'core/refunds/check-refund.ts',
  anchor: 'const isQueued = payment.openAttempt !== undefined || isRefundQueued(refunds);',
  replace: 'const isQueued = isRefundQueued(refunds);',
  expect: 'I11',
  budget: { kind: 'F', template: 'S08' },
};
