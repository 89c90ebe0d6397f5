// M104: cancel, a payment in doubt is closed at once.
import type { Mutant } from './mutant.ts';

export const m104: Mutant = {
  id: 'M104',
  where: 'cancel',
  bug: 'a payment in doubt is closed at once',
  file: 'core/orders/cancel-order.ts',
  anchor: `if (payment?.status === 'IN_DOUBT') return note(parts, command, deps);`,
  replace: `if (payment?.status === 'IN_DOUBT') return closeNow(parts, command, deps);`,
  expect: 'I03',
  budget: { kind: 'F', template: 'S10' },
};
