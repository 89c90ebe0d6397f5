// M100: TX-DECLINED, order not moved on to the next payment.
import type { Mutant } from './mutant.ts';

export const m100: Mutant = {
  id: 'M100',
  where: 'TX-DECLINED',
  bug: 'order not moved on to the next payment',
  file: 'core/payments/record-decline.ts',
  anchor: `{ change: 'payment.advance', before: kase.payment, after: payment },
  { change: 'order.advance', before: kase.order, after: order },
  ...(next`,
  replace: `{ change: 'payment.advance', before: kase.payment, after: payment },
  ...(order.status === 'PENDING' ? [] : [{ change: 'order.advance' as const, before: kase.order, after: order }]),
  ...(next`,
  expect: 'I09',
  budget: { kind: 'F', template: 'S02' },
};
