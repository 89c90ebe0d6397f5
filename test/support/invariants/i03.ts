// I03: per payment, our books and the PG tell the same money, taken and returned.
import { minorAt, numberAt } from './field-reading.ts';
import type { Findings } from './findings.ts';
import { orderIdOf, pgPaymentsOf, returnedAt, takenAt } from './pg-truth.ts';
import { hasOpenItem, idOf, type PaymentStory, perStory, type Story } from './stories.ts';
import type { Invariant, Row, View } from './view.ts';

function judge(story: Story, one: PaymentStory, payment: Row, view: View, findings: Findings) {
  const atPg = pgPaymentsOf(view, story.orderId, numberAt(payment, 'number'));
  // What the PG told wrongly is never applied: a person has it.
  if (atPg.some((each) => each.isLyingAboutFacts) && hasOpenItem(story, one)) return;
  findings.see();
  const taken = atPg.reduce((sum, each) => sum + takenAt(each), 0);
  const returned = atPg.reduce((sum, each) => sum + returnedAt(each), 0);
  const captured = minorAt(payment, 'amounts', 'captured');
  const refunded = minorAt(payment, 'amounts', 'refunded');
  findings.expect(
    taken === captured && returned === refunded,
    idOf(one.pk),
    () => `PG took ${taken} and returned ${returned}; we wrote ${captured} and ${refunded}`,
  );
}

const perPayment = perStory((story, findings, view) => {
  const numbers = new Set<number>();
  for (const one of story.payments) {
    if (one.payment === undefined) continue;
    numbers.add(numberAt(one.payment, 'number'));
    judge(story, one, one.payment, view, findings);
  }
  for (const atPg of pgPaymentsOf(view, story.orderId)) {
    const number = Number(atPg.pgOrderId.split('-')[1] ?? '1');
    findings.expect(
      numbers.has(number) || takenAt(atPg) === 0,
      atPg.paymentKey,
      () => `took ${takenAt(atPg)} for ${atPg.pgOrderId}, which is no payment of ours`,
    );
  }
});

export const i03: Invariant = {
  id: 'I03',
  when: 'Q',
  rows: [],
  production: false,
  check: (view, step, isQuiet) => {
    const judged = perPayment(view, step, isQuiet);
    const roots = new Set(view.tables.roots().map((root) => root.slice(root.indexOf('|') + 1)));
    const strays = view.pgPayments.filter(
      (one) => takenAt(one) > 0 && !roots.has(orderIdOf(one.pgOrderId)),
    );
    return {
      looked: judged.looked,
      breaches: [
        ...judged.breaches,
        ...strays.map((one) => ({
          about: one.paymentKey,
          says: `took ${takenAt(one)} for ${one.pgOrderId}, an order we do not have`,
        })),
      ],
    };
  },
};
