// M25: TX-COMPLETE, deliver group missing.
import type { Mutant } from './mutant.ts';

export const m25: Mutant = {
  id: 'M25',
  where: 'TX-COMPLETE',
  bug: 'deliver group missing',
  file: 'core/sagas/complete-order.ts',
  anchor: 'groups: [delivered(head, { orderId: order.orderId, amount: left, taxFree })],',
  replace: 'groups: [],',
  expect: 'I16',
  budget: { kind: 'F', template: 'S01' },
};
