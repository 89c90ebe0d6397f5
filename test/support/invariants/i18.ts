// I18: what lies on the clearing and memo accounts is what orders, refunds and doubts say, order by order.
import { minorAt, statusOf, textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { debitsOn, linesOf } from './ledger-lines.ts';
import { isApproval, type PaymentStory, rowsOf, type Story, storiesOf } from './stories.ts';
import type { Invariant } from './view.ts';

const sumOf = <T>(list: readonly T[], amountOf: (one: T) => number): number =>
  list.reduce((sum, one) => sum + amountOf(one), 0);

const amountsAt = ({ payment }: PaymentStory, name: string): number =>
  payment === undefined ? 0 : minorAt(payment, 'amounts', name);

const ended = new Set(['FAILED', 'EXPIRED', 'CANCELLED']);

/** Money of a payment that ended without it delivers nothing, though another one completes the order. */
const isLate = ({ payment }: PaymentStory): boolean =>
  payment !== undefined && ended.has(statusOf(payment));

/** Captured, not delivered, and not claimed for a refund. */
const undelivered = ({ order, payments }: Story): number => {
  const isDelivered = order !== undefined && statusOf(order) === 'COMPLETED';
  return sumOf(payments, (one) => (isDelivered && !isLate(one) ? 0 : amountsAt(one, 'refundable')));
};

const inDoubt = ({ payments }: Story): number =>
  sumOf(
    payments.flatMap(({ attempts }) => attempts),
    (attempt) =>
      isApproval(attempt) && statusOf(attempt) === 'IN_DOUBT' ? minorAt(attempt, 'amount') : 0,
  );

/** Reserved at the PG: AUTHORIZED, or in doubt about its capture or void. An account reserves nothing. */
const authorized = ({ payments }: Story): number =>
  sumOf(payments, ({ payment, attempts }) => {
    if (payment === undefined || payment.fields['virtualAccount'] !== undefined) return 0;
    const isAsked = attempts.some(
      (attempt) =>
        statusOf(attempt) === 'IN_DOUBT' && ['CAPTURE', 'VOID'].includes(textAt(attempt, 'op')),
    );
    const isReserved =
      statusOf(payment) === 'AUTHORIZED' || (statusOf(payment) === 'IN_DOUBT' && isAsked);
    return isReserved ? minorAt(payment, 'amount') : 0;
  });

/** Debits are positive: a liability is what the engine's rows say, with its sign turned. */
const accounts: readonly (readonly [string, (story: Story) => number])[] = [
  ['order_deferred', (story) => -undelivered(story)],
  ['refund_payable', ({ payments }) => -sumOf(payments, (one) => amountsAt(one, 'refunding'))],
  ['memo.doubt_open', inDoubt],
  ['memo.auth_open', authorized],
];

const names = new Set(accounts.map(([name]) => name));

export const i18: Invariant = {
  id: 'I18',
  when: 'A',
  rows: ['ORDER', 'PAYMENT', 'ATTEMPT', 'GROUP'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const story of storiesOf(view, step)) {
      findings.see();
      for (const [account, expected] of accounts) {
        const lies = debitsOn(account, story.groups.values());
        const should = expected(story);
        findings.expect(
          lies === should,
          story.orderId,
          () => `${account} holds ${lies}, its rows say ${should}`,
        );
      }
    }
    for (const group of rowsOf(view, step, ['GROUP'])) {
      if (group.root !== undefined) continue;
      const moved = linesOf(group).find((line) => names.has(textAt(line, 'account')));
      findings.expect(
        moved === undefined,
        textAt(group, 'effectKey'),
        () => `moves ${textAt(moved ?? {}, 'account')} for no order`,
      );
    }
    return findings;
  },
};
