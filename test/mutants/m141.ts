// M141: endAuthorization, lapses while its capture is under way.
import type { Mutant } from './mutant.ts';

export const m141: Mutant = {
  id: 'M141',
  where: 'endAuthorization',
  bug: 'lapses while its capture is under way',
  file: 'core/payments/authorization.ts',
  anchor: `payment.openAttempt === undefined &&
  isPastLimit(`,
  replace: 'isPastLimit(',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/two-step.contract.test.ts' },
};
