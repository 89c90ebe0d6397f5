// Payments recounted: amounts against refunds, attempts and ledger groups.
import { captureKey, reversalKey } from '#core/ledger/movements.ts';
import type { AttemptRow, Books, Difference, GroupRow, PaymentRow, RefundRow } from './books.ts';

const sumOf = (rows: readonly RefundRow[], isCounted: (status: string) => boolean): bigint =>
  rows.reduce((sum, { amount, status }) => (isCounted(status) ? sum + amount.minor : sum), 0n);

const isOver = (status: string): boolean => status === 'SUCCEEDED' || status === 'FAILED';

const amountFaults = ({ amounts }: PaymentRow, refunds: readonly RefundRow[]): string[] => {
  const captured = amounts.captured.minor;
  const [refundable, refunding, refunded] = [
    amounts.refundable.minor,
    amounts.refunding.minor,
    amounts.refunded.minor,
  ];
  const open = sumOf(refunds, (status) => !isOver(status));
  const done = sumOf(refunds, (status) => status === 'SUCCEEDED');
  const faults: string[] = [];
  if (captured !== refundable + refunding + refunded) {
    faults.push(`captured ${captured} is not ${refundable} + ${refunding} + ${refunded}`);
  }
  if ([captured, refundable, refunding, refunded].some((minor) => minor < 0n)) {
    faults.push('an amount is below zero');
  }
  if (refunding !== open) faults.push(`refunding is ${refunding}; its refunds say ${open}`);
  if (refunded !== done) faults.push(`refunded is ${refunded}; its refunds say ${done}`);
  return faults;
};

/** Statuses that say how much of what was taken went back. */
const expectedStatus = (status: string, { captured, refunded }: PaymentRow['amounts']) => {
  const isWhole = captured.minor > 0n && refunded.minor === captured.minor;
  const isPart = refunded.minor > 0n && refunded.minor < captured.minor;
  if (status === 'REFUNDED') return isWhole;
  if (status === 'PARTIALLY_REFUNDED') return isPart;
  return status === 'CONFIRMED' ? refunded.minor === 0n : true;
};

const isTaken = (status: string): boolean =>
  ['APPROVED', 'CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(status);

const isOpen = ({ state }: AttemptRow): boolean => state === 'SENT' || state === 'IN_DOUBT';

const isApproval = ({ op }: AttemptRow): boolean =>
  op === 'CONFIRM' || op === 'AUTHORIZE' || op === 'BILLING';

const attemptFaults = (payment: PaymentRow, attempts: readonly AttemptRow[]): string[] => {
  const open = attempts.filter(isOpen);
  const approvals = attempts.filter(isApproval);
  const succeeded = approvals.filter(({ state }) => state === 'SUCCEEDED');
  const faults: string[] = [];
  const named = payment.openAttempt?.id;
  if (open.length > 1) faults.push(`${open.length} attempts are open at once`);
  if (named !== open[0]?.attemptId) {
    faults.push(`names ${named ?? 'no attempt'} as open; open is ${open[0]?.attemptId ?? 'none'}`);
  }
  if (isTaken(payment.status) && succeeded.length === 0) {
    faults.push(`is ${payment.status} without an approval that succeeded`);
  }
  if (payment.status === 'FAILED' && approvals.at(-1)?.state !== 'DECLINED') {
    faults.push('is FAILED without a decline');
  }
  return faults;
};

const debitsOf = ({ lines }: GroupRow): bigint =>
  lines.reduce((sum, { side, amount }) => (side === 'D' ? sum + amount : sum), 0n);

/** What the bank took back was posted, and the reversal as well. */
const reversalFaults = (
  { paymentId, reversals = [] }: PaymentRow,
  groups: ReadonlyMap<string, GroupRow>,
): string[] =>
  reversals
    .flatMap((key, nth) => [captureKey(paymentId, nth), reversalKey(key)])
    .filter((key) => !groups.has(key))
    .map((key) => `${key} is not posted, and the deposit was taken back`);

const postingFaults = (
  { paymentId, amounts: { captured }, reversals = [] }: PaymentRow,
  groups: ReadonlyMap<string, GroupRow>,
): string[] => {
  const group =
    groups.get(captureKey(paymentId, reversals.length)) ?? groups.get(`topup:${paymentId}`);
  const isCaptured = captured.minor > 0n;
  if (group === undefined) return isCaptured ? [`captured ${captured.minor} is not posted`] : [];
  if (!isCaptured) return [`${group.keyedAs} is posted, and nothing was captured`];
  const posted = debitsOf(group);
  return posted === captured.minor ? [] : [`captured ${captured.minor}; posted is ${posted}`];
};

/** What a refund has done so far, as groups: claimed, done, given up. */
const refundFaults = (refund: RefundRow, groups: ReadonlyMap<string, GroupRow>): string[] => {
  const key = `refund:${refund.refundId}`;
  const has = (step: string): boolean => groups.has(`${key}:${step}`);
  if (refund.destination === 'CREDIT') return [];
  const isDone = refund.status === 'SUCCEEDED';
  const faults: string[] = [];
  if (!has('claim')) faults.push('its claim is not posted');
  if (isDone !== has('done')) faults.push(isDone ? 'is not posted as done' : 'is posted as done');
  if (refund.status === 'FAILED' && !has('fail')) faults.push('is not posted as failed');
  return faults;
};

/** Payments that other records tell of. */
const namedPayments = ({ orders, attempts, outbox, commands }: Books): ReadonlySet<string> => {
  const subjects = [
    ...outbox.flatMap(({ events }) => events.map(({ subject }) => subject)),
    ...commands.map(({ objectId }) => objectId),
  ];
  return new Set([
    ...orders.flatMap(({ paymentIds }) => paymentIds),
    ...attempts.map(({ paymentId }) => paymentId),
    ...subjects.filter((subject) => subject.startsWith('pay_')),
  ]);
};

/** Every payment and refund whose amounts, attempts or groups say different things, or that is gone. */
export const recountPayments = (books: Books): Difference[] => {
  const { payments, refunds, attempts, groups } = books;
  const byKey = new Map(groups.map((group) => [group.keyedAs, group]));
  const refundsOf = Map.groupBy(refunds, ({ paymentId }) => paymentId);
  const attemptsOf = Map.groupBy(attempts, ({ paymentId }) => paymentId);
  const ofPayments = payments.flatMap((payment): Difference[] => {
    const { paymentId, status, amounts } = payment;
    return [
      ...amountFaults(payment, refundsOf.get(paymentId) ?? []),
      ...attemptFaults(payment, attemptsOf.get(paymentId) ?? []),
      ...postingFaults(payment, byKey),
      ...reversalFaults(payment, byKey),
      ...(expectedStatus(status, amounts) ? [] : [`is ${status}, which its amounts do not say`]),
    ].map((says) => ({ kind: 'payment', record: paymentId, says }));
  });
  const known = new Set(payments.map(({ paymentId }) => paymentId));
  const ofRefunds = refunds.flatMap((refund): Difference[] => {
    const strays = known.has(refund.paymentId) ? [] : ['is of a payment that is not there'];
    return [...strays, ...refundFaults(refund, byKey)].map((says) => ({
      kind: 'refund',
      record: refund.refundId,
      says,
    }));
  });
  const ofMissing = [...namedPayments(books)]
    .filter((paymentId) => !known.has(paymentId))
    .map((record): Difference => ({ kind: 'payment', record, says: 'its row is missing' }));
  return [...ofPayments, ...ofRefunds, ...ofMissing];
};
