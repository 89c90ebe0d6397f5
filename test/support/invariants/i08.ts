// I08: what we call taken or reserved, the PG has approved or authorized, once, for the same order, amount
// and currency.
import { minorAt, numberAt, statusOf, textAt } from './field-reading.ts';
import { approvalsAt, authorizationsAt, pgPaymentsOf, reversalTimesAt } from './pg-truth.ts';
import { idOf, perStory } from './stories.ts';
import type { Invariant, PgPayment, Row, View } from './view.ts';

/** How often the PG did what a state says, as it stands now and as far as our row has heard of it. */
type Times = (
  payment: PgPayment,
  row: Row,
  view: View,
) => {
  readonly now: number;
  readonly heard: number;
  /** Took back longer ago than we may take to hear, and our row does not know. */
  readonly missed: number;
};

const authorized: Times = (payment) => {
  const times = authorizationsAt(payment);
  return { now: times, heard: times, missed: 0 };
};

const minuteMs = 60_000;

/**
 * Nobody reads the account of a deposit that has come: the PG tells, and tells again after 1, 4, 16 and 64 minutes
 * where it was not heard (Toss, section 15). No fault of ours lasts as long.
 */
export const unheardMaxMs = (1 + 4 + 16 + 64) * minuteMs;

/**
 * A bank takes a deposit back without asking us: until we are told, and no longer than we may take to hear, the
 * row says what was true before. A deposit that came again hides none that we have missed.
 */
const approved: Times = (payment, row, { now: at }) => {
  const now = approvalsAt(payment);
  const known = ((row.fields['reversals'] ?? []) as readonly string[]).length;
  const times = reversalTimesAt(payment);
  const unknown = times.slice(known);
  const unheard = unknown.filter((reversedAt) => at - reversedAt <= unheardMaxMs);
  const heard = now + unheard.length - Math.max(0, known - times.length);
  return { now, heard, missed: unknown.length - unheard.length };
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
        (one) => timesAt(one, payment, view).heard > 0,
      );
      const [only] = atPg;
      findings.expect(
        atPg.length === 1 &&
          only !== undefined &&
          timesAt(only, payment, view).now <= 1 &&
          timesAt(only, payment, view).heard >= 1 &&
          timesAt(only, payment, view).missed === 0 &&
          only.amount === minorAt(payment, 'amount') &&
          only.currency === textAt(payment, 'amount', 'currency'),
        idOf(pk),
        () =>
          `${statusOf(payment)} ${minorAt(payment, 'amount')}; approved at the PG: ${atPg
            .map((one) => {
              const { now, missed } = timesAt(one, payment, view);
              const more = missed === 0 ? '' : `, taken back ×${missed} unheard`;
              return `${one.paymentKey} ${one.amount} ${one.currency} ×${now}${more}`;
            })
            .join(', ')}`,
      );
    }
  }),
};
