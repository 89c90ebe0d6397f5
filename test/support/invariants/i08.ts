// I08: what we call taken or reserved, the PG has approved or authorized, once, for the same order, amount
// and currency.
import { minorAt, numberAt, statusOf, textAt } from './field-reading.ts';
import { approvalsAt, authorizationsAt, pgPaymentsOf } from './pg-truth.ts';
import { idOf, perStory } from './stories.ts';
import type { Invariant, PgPayment } from './view.ts';

/** How often the PG did what each state says it did. */
const timesOf: Readonly<Record<string, (payment: PgPayment) => number>> = {
  AUTHORIZED: authorizationsAt,
  APPROVED: approvalsAt,
  CONFIRMED: approvalsAt,
  PARTIALLY_REFUNDED: approvalsAt,
  REFUNDED: approvalsAt,
};

export const i08: Invariant = {
  id: 'I08',
  when: 'A',
  rows: ['PAYMENT'],
  production: false,
  check: perStory(({ orderId, payments }, findings, view) => {
    for (const { pk, payment } of payments) {
      const timesAt = payment && timesOf[statusOf(payment)];
      if (payment === undefined || timesAt === undefined) continue;
      // A pure credit order asks no PG.
      if (minorAt(payment, 'amount') === 0) continue;
      findings.see();
      const atPg = pgPaymentsOf(view, orderId, numberAt(payment, 'number')).filter(
        (one) => timesAt(one) > 0,
      );
      const [only] = atPg;
      findings.expect(
        atPg.length === 1 &&
          only !== undefined &&
          timesAt(only) === 1 &&
          only.amount === minorAt(payment, 'amount') &&
          only.currency === textAt(payment, 'amount', 'currency'),
        idOf(pk),
        () =>
          `${statusOf(payment)} ${minorAt(payment, 'amount')}; approved at the PG: ${atPg
            .map((one) => `${one.paymentKey} ${one.amount} ${one.currency} ×${timesAt(one)}`)
            .join(', ')}`,
      );
    }
  }),
};
