// M111: IDEM, the stored answer is always 200.
import type { Mutant } from './mutant.ts';

export const m111: Mutant = {
  id: 'M111',
  where: 'IDEM',
  bug: 'the stored answer is always 200',
  file: 'adapters/dynamo/idempotency-items.ts',
  anchor: `status: answer.status,
      code: answer.code,`,
  replace: `status: 200,
      code: answer.code,`,
  expect: 'R05',
  budget: { kind: 'S', template: 'S02', near: 'confirm-payment' },
};
