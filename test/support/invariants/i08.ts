// I08: what we call taken, the PG has approved, once, for the same order, amount and currency.
import { minorAt, numberAt, statusOf, textAt } from './field-reading.ts';
import { approvalsAt, pgPaymentsOf } from './pg-truth.ts';
import { idOf, perStory } from './stories.ts';
import type { Invariant } from './view.ts';

const approved = new Set(['AUTHORIZED', 'APPROVED', 'CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

export const i08: Invariant = {
  id: 'I08',
  when: 'A',
  rows: ['PAYMENT'],
  production: false,
  check: perStory(({ orderId, payments }, findings, view) => {
    for (const { pk, payment } of payments) {
      if (payment === undefined || !approved.has(statusOf(payment))) continue;
      // A pure credit order asks no PG.
      if (minorAt(payment, 'amount') === 0) continue;
      findings.see();
      const atPg = pgPaymentsOf(view, orderId, numberAt(payment, 'number')).filter(
        (one) => approvalsAt(one) > 0,
      );
      const [only] = atPg;
      findings.expect(
        atPg.length === 1 &&
          only !== undefined &&
          approvalsAt(only) === 1 &&
          only.amount === minorAt(payment, 'amount') &&
          only.currency === textAt(payment, 'amount', 'currency'),
        idOf(pk),
        () =>
          `${statusOf(payment)} ${minorAt(payment, 'amount')}; approved at the PG: ${atPg
            .map((one) => `${one.paymentKey} ${one.amount} ${one.currency} ×${approvalsAt(one)}`)
            .join(', ')}`,
      );
    }
  }),
};
