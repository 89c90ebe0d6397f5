// M91: outside cancels, no repairer in the transaction that learned of them.
import type { Mutant } from './mutant.ts';

export const m91: Mutant = {
  id: 'M91',
  where: 'outside cancels',
  bug: 'no repairer in the transaction that learned of them',
  file: 'core/payments/apply-evidence.ts',
  anchor: 'if (!isNeeded) return draft;',
  replace: 'if (!isNeeded || draft.at >= 0) return draft;',
  expect: 'I03',
  budget: { kind: 'S', template: 'S20', near: 'on-watchdog-due' },
};
