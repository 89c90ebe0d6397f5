// I02: no buyer pays twice. Per order the PG keeps at most what the order costs, from one capture at most.
import { minorAt } from './field-reading.ts';
import { pgPaymentsOf, returnedAt, takenAt } from './pg-truth.ts';
import { perStory } from './stories.ts';
import type { Invariant } from './view.ts';

export const i02: Invariant = {
  id: 'I02',
  when: 'Q',
  rows: [],
  production: false,
  check: perStory(({ orderId, order }, findings, view) => {
    if (order === undefined) return;
    findings.see();
    const kept = pgPaymentsOf(view, orderId).map((one) => takenAt(one) - returnedAt(one));
    const total = kept.reduce((sum, amount) => sum + amount, 0);
    const price = minorAt(order, 'amount');
    findings.expect(total <= price, orderId, () => `costs ${price}, and the PG keeps ${total}`);
    const captures = kept.filter((amount) => amount > 0).length;
    findings.expect(captures <= 1, orderId, () => `has ${captures} captures not wholly cancelled`);
  }),
};
