// I01: an order has one living payment at most, and a payment one open attempt at most.
import { statusOf } from './field-reading.ts';
import { idOf, isOpenAttempt, perStory } from './stories.ts';
import type { Invariant } from './view.ts';

const ended = new Set(['FAILED', 'EXPIRED', 'CANCELLED']);

export const i01: Invariant = {
  id: 'I01',
  when: 'A',
  rows: ['ORDER', 'PAYMENT', 'ATTEMPT'],
  production: true,
  check: perStory(({ orderId, payments }, findings) => {
    findings.see();
    const living = payments.filter(
      ({ payment }) => payment !== undefined && !ended.has(statusOf(payment)),
    );
    findings.expect(
      living.length <= 1,
      orderId,
      () => `has ${living.length} living payments: ${living.map(({ pk }) => idOf(pk)).join(', ')}`,
    );
    for (const { pk, attempts } of payments) {
      const open = attempts.filter(isOpenAttempt);
      findings.expect(
        open.length <= 1,
        idOf(pk),
        () => `has ${open.length} open attempts: ${open.map(({ sk }) => sk).join(', ')}`,
      );
    }
  }),
};
