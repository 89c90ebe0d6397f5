// TX-REFUND-FAIL of a refund that was never sent: it waits for its account, and the money it reserves is gone, since
// others returned it at the PG or the bank took the deposit back. The truth wins, and whoever comes next has room.
import type { Instant } from '#core/kernel/instant.ts';
import { add, equals, isLess, type Money, zero } from '#core/kernel/money.ts';
import { refundFailed } from '#core/ledger/movements.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { moveRefund, type Refund } from '#core/refunds/refund.ts';
import { type Case, movementHead } from './case.ts';
import { type BareDraft, base } from './ending.ts';
import { releaseRefund } from './payment-returns.ts';
import type { PaymentView } from './ports.ts';
import { refundData } from './record-return.ts';
import { watchCancels } from './watch-command.ts';

const isWaiting = ({ status }: Refund): boolean => status === 'PENDING_ACCOUNT';

const waitingSum = ({ payment, refunds }: PaymentView): Money =>
  refunds
    .filter(isWaiting)
    .reduce((sum, { amount }) => add(sum, amount), zero(payment.amount.currency));

/**
 * A refund that may give way to a cancel of that amount: the smallest that makes room for it by itself, else the
 * largest; undefined where all of them together would make none.
 */
export const inTheWay = (view: PaymentView, amount: Money): Refund | undefined => {
  const { refundable } = view.payment.amounts;
  if (isLess(add(refundable, waitingSum(view)), amount)) return undefined;
  const bySize = view.refunds
    .filter(isWaiting)
    .toSorted((a, b) => (isLess(a.amount, b.amount) ? -1 : 1));
  return bySize.find((one) => !isLess(add(refundable, one.amount), amount)) ?? bySize.at(-1);
};

/** One of those that wait, where nothing else reserves money. */
export const onlyWaiting = (view: PaymentView): Refund | undefined =>
  equals(waitingSum(view), view.payment.amounts.refunding)
    ? view.refunds.find(isWaiting)
    : undefined;

interface GivingWay {
  readonly case: Pick<Case, 'order' | 'payment'>;
  readonly refund: Refund;
  readonly at: Instant;
  readonly cause: Cause;
}

const draftOf = ({ case: kase, refund: before, at, cause }: GivingWay): BareDraft => {
  const payment = releaseRefund(kase.payment, before.amount);
  const refund = moveRefund(before, 'FAILED', {
    failure: { type: 'HARD', pgCode: 'RETURNED_OUTSIDE', pgMessage: '' },
    completedAt: at,
    refundableAfter: payment.amounts.refundable,
  });
  const failed = refundFailed(movementHead(kase, at, refund.refundId), refund);
  return {
    ...base({ case: kase, at, cause }, 'TX-REFUND-FAIL'),
    changes: [
      { change: 'refund.advance', before, after: refund },
      { change: 'payment.advance', before: kase.payment, after: payment },
    ],
    groups: [failed],
    events: [
      { type: 'refund.failed', of: refund.refundId, data: refundData(refund, [failed.effectKey]) },
    ],
    // Whoever stops before what it gives way to is in the books: this look goes on, and tells a saga that waits.
    commands: [watchCancels(payment.paymentId, at)],
    audit: {
      action: 'refund.give-way',
      object: refund.refundId,
      statusBefore: before.status,
      statusAfter: 'FAILED',
      code: 'RETURNED_OUTSIDE',
    },
  };
};

/** A row that has moved since is seen by the next look. */
export const giveWay =
  (deps: CommitDeps) =>
  async (giving: Omit<GivingWay, 'at'>): Promise<void> => {
    const draft = draftOf({ ...giving, at: deps.clock.now() });
    await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  };
