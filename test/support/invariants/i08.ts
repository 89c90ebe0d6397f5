// I08: what we call taken or reserved, the PG has approved or authorized, once, for the same order, amount
// and currency.
import { minorAt, numberAt, statusOf, textAt } from './field-reading.ts';
import { approvalsAt, authorizationsAt, pgPaymentsOf, reversalsAt } from './pg-truth.ts';
import { idOf, perStory } from './stories.ts';
import type { Invariant, PgPayment, Row } from './view.ts';

/** How often the PG did what a state says, as it stands now and as far as our row has heard of it. */
type Times = (payment: PgPayment, row: Row) => { readonly now: number; readonly heard: number };

const authorized: Times = (payment) => {
  const times = authorizationsAt(payment);
  return { now: times, heard: times };
};

/** A bank takes a deposit back without asking us: until we are told, the row says what was true before. */
const approved: Times = (payment, row) => {
  const now = approvalsAt(payment);
  const known = (row.fields['reversals'] ?? []) as readonly string[];
  return { now, heard: now + reversalsAt(payment) - known.length };
};

const timesOf: Readonly<Record<string, Times>> = {
  AUTHORIZED: authorized,
  APPROVED: approved,
  CONFIRMED: approved,
  PARTIALLY_REFUNDED: approved,
  REFUNDED: approved,
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
        (one) => timesAt(one, payment).heard > 0,
      );
      const [only] = atPg;
      findings.expect(
        atPg.length === 1 &&
          only !== undefined &&
          timesAt(only, payment).now <= 1 &&
          timesAt(only, payment).heard >= 1 &&
          only.amount === minorAt(payment, 'amount') &&
          only.currency === textAt(payment, 'amount', 'currency'),
        idOf(pk),
        () =>
          `${statusOf(payment)} ${minorAt(payment, 'amount')}; approved at the PG: ${atPg
            .map(
              (one) =>
                `${one.paymentKey} ${one.amount} ${one.currency} ×${timesAt(one, payment).now}`,
            )
            .join(', ')}`,
      );
    }
  }),
};
