// M02: TX-CLAIM, IDEM row left to Redis.
import type { Mutant } from './mutant.ts';

export const m02: Mutant = {
  id: 'M02',
  where: 'TX-CLAIM',
  bug: 'IDEM row left to Redis',
  file: 'core/payments/claim-approval.ts',
  anchor: `idempotency: { kind: 'claim', claim, resource: { type: 'payment', id: attempt.paymentId }, at },`,
  replace: '',
  expect: 'I27',
  budget: { kind: 'F', template: 'S12', seed: '5' },
};
