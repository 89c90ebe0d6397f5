// M100: TX-DECLINED, order not moved on to the next payment.
import type { Mutant } from './mutant.ts';

export const m100: Mutant = {
  id: 'M100',
  where: 'TX-DECLINED',
  bug: 'order not moved on to the next payment',
  file: 'core/payments/next-payment.ts',
  anchor: `{ change: 'order.advance', before, after: order },`,
  replace: `...(order.status === 'PENDING'
    ? []
    : [{ change: 'order.advance' as const, before, after: order }]),`,
  expect: 'I09',
  budget: { kind: 'F', template: 'S02' },
};
