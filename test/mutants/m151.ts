// M151: webhook worker, one old read is taken for the truth of a cancel.
import type { Mutant } from './mutant.ts';

export const m151: Mutant = {
  id: 'M151',
  where: 'webhook worker',
  bug: 'one old read is taken for the truth of a cancel',
  file: 'core/payments/apply-webhook.ts',
  anchor: 'const lagLooksMs = [5_000, 35_000, 155_000];',
  replace: 'const lagLooksMs: readonly number[] = [];',
  expect: 'I03',
  budget: { kind: 'S', template: 'S09-webhook', near: 'pg:F12|events/on-pg-webhook' },
};
