// I10: captured = refundable + refunding + refunded, and the refunds add up to the last two.
import { minorAt, statusOf } from './field-reading.ts';
import { idOf, perStory } from './stories.ts';
import type { Invariant, Row } from './view.ts';

const sumWhere = (refunds: readonly Row[], isCounted: (status: string) => boolean): number =>
  refunds.reduce(
    (sum, refund) => (isCounted(statusOf(refund)) ? sum + minorAt(refund, 'amount') : sum),
    0,
  );

export const i10: Invariant = {
  id: 'I10',
  when: 'A',
  rows: ['PAYMENT', 'REFUND'],
  production: true,
  check: perStory(({ payments }, findings) => {
    for (const { pk, payment, refunds } of payments) {
      if (payment === undefined) continue;
      findings.see();
      const about = idOf(pk);
      const captured = minorAt(payment, 'amounts', 'captured');
      const refundable = minorAt(payment, 'amounts', 'refundable');
      const refunding = minorAt(payment, 'amounts', 'refunding');
      const refunded = minorAt(payment, 'amounts', 'refunded');
      findings.expect(
        captured === refundable + refunding + refunded &&
          Math.min(captured, refundable, refunding, refunded) >= 0,
        about,
        () => `captured ${captured} is not ${refundable} + ${refunding} + ${refunded}`,
      );
      const open = sumWhere(refunds, (status) => status !== 'SUCCEEDED' && status !== 'FAILED');
      const done = sumWhere(refunds, (status) => status === 'SUCCEEDED');
      findings.expect(
        refunding === open && refunded === done,
        about,
        () => `refunding ${refunding}, refunded ${refunded}; its refunds say ${open}, ${done}`,
      );
    }
  }),
};
