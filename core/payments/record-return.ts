// The ends of a refund's PG cancel: TX-RETURN-OK or TX-REFUND-OK, TX-REFUND-FAIL and TX-DOUBT. The same
// transaction resumes the saga that waits for its compensation, or sends for the refund next in line.

import { present } from '#core/kernel/assert.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import { refundDone, refundFailed } from '#core/ledger/movements.ts';
import type { CancelReason } from '#core/orders/order.ts';
import type { CommandDraft, Draft, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { moveRefund, type Refund } from '#core/refunds/refund.ts';
import { cancelReasons, stopWaiting } from '#core/sagas/saga.ts';
import { type DoubtfulAttempt, move, openDoubt } from './attempt.ts';
import { type Case, movementHead } from './case.ts';
import type { Ending } from './ending.ts';
import type { Verdict } from './judge-state.ts';
import type { Payment } from './payment.ts';
import { cancelledEvent } from './payment-cancelled.ts';
import type { PgCancel } from './payment-gateway.ts';
import { releaseRefund, settleRefund } from './payment-returns.ts';
import { watchCommand } from './watch-command.ts';

type BareDraft = Omit<Draft, 'idempotency'>;

const base = ({ case: { order }, at, cause }: Ending, name: Draft['name']) => ({
  name,
  tenant: order.tenant,
  userId: order.userId,
  rootId: order.orderId,
  at,
  cause,
});

export const refundData = (refund: Refund, ledgerGroups: readonly string[]): JsonObject => ({
  refundId: refund.refundId,
  paymentId: refund.paymentId,
  orderId: refund.orderId,
  amount: toWire(refund.amount.minor),
  pgAmount: toWire(refund.amount.minor),
  creditAmount: 0,
  currency: refund.amount.currency,
  origin: refund.origin,
  destination: 'ORIGINAL',
  reason: refund.reason,
  ...(refund.pgTxId === undefined ? {} : { pgTransactionKey: refund.pgTxId }),
  ...(refund.failure === undefined ? {} : { failure: { ...refund.failure } }),
  ledgerGroups,
});

/** The refund is on its way, or asks where to. */
export const askedEvent = (refund: Refund, claimKey: string): EventDraft =>
  refund.status === 'PENDING_ACCOUNT'
    ? {
        type: 'refund.account_required',
        of: refund.refundId,
        data: {
          refundId: refund.refundId,
          paymentId: refund.paymentId,
          amount: toWire(refund.amount.minor),
          currency: refund.amount.currency,
          since: toIso(refund.createdAt),
        },
      }
    : { type: 'refund.requested', of: refund.refundId, data: refundData(refund, [claimKey]) };

export const refundedEvent = (
  payment: Payment,
  refund: Refund,
  groups: readonly string[],
): EventDraft => ({
  type: 'payment.refunded',
  of: payment.paymentId,
  data: {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    refundId: refund.refundId,
    amount: toWire(refund.amount.minor),
    pgAmount: toWire(refund.amount.minor),
    creditAmount: 0,
    currency: refund.amount.currency,
    refundedTotal: toWire(payment.amounts.refunded.minor),
    origin: refund.origin,
    status: payment.status,
    ledgerGroups: groups,
  },
});

export const cancelReasonOf = ({ saga }: Pick<Case, 'saga'>): CancelReason =>
  cancelReasons[present(saga?.reason, 'a compensation has its reason')];

export interface Resume {
  readonly changes: readonly Change[];
  readonly commands: readonly CommandDraft[];
}

export const nobody: Resume = { changes: [], commands: [] };

/**
 * Resumes a saga that waits in AwaitCancel. One that does not wait must not have begun to since it was
 * read: its token would be answered by nobody, and only the state's timeout would end it.
 */
export const resumeWaiting = (
  kase: Pick<Case, 'saga'>,
  outcome: 'RETURNED' | 'REFUSED',
): Resume => {
  const saga = present(kase.saga, 'money that was taken has its saga');
  if (saga.waiting === undefined) {
    return { changes: [{ change: 'saga.isNotWaiting', saga }], commands: [] };
  }
  return {
    changes: [{ change: 'saga.advance', before: saga, after: stopWaiting(saga) }],
    commands: [
      {
        objectId: saga.paymentId,
        body: { kind: 'RESUME_SAGA', paymentId: saga.paymentId, token: saga.waiting, outcome },
      },
    ],
  };
};

/** The PG is free again: the refund that waited longest can be sent. */
const nextInLine = ({ payment, isRefundQueued }: Case): readonly CommandDraft[] =>
  isRefundQueued === true
    ? [
        {
          objectId: payment.paymentId,
          body: { kind: 'SEND_REFUND', paymentId: payment.paymentId },
        },
      ]
    : [];

/** What the end of a refund sets going. A compensation has its saga, any other leaves its place. */
const onward = (kase: Case, { origin }: Refund, outcome: 'RETURNED' | 'REFUSED'): Resume =>
  origin === 'COMPENSATION'
    ? resumeWaiting(kase, outcome)
    : { changes: [], commands: nextInLine(kase) };

const actionOf = ({ origin }: Refund): string =>
  origin === 'COMPENSATION' ? 'refund.return' : 'refund.request';

/** What the end of a refund writes, and what it leaves. */
export interface RefundRecord {
  readonly draft: BareDraft;
  readonly refund: Refund;
  readonly payment: Payment;
}

const claimedOf = ({ refund }: Case): Refund => present(refund, 'a cancel belongs to a refund');

/** Attempt, refund and payment move together, whatever the end is. */
const endedChanges = (
  { case: kase, evidence }: Ending,
  state: 'SUCCEEDED' | 'DECLINED',
  { refund, payment }: Pick<RefundRecord, 'refund' | 'payment'>,
): Change[] => [
  {
    change: 'attempt.advance',
    before: kase.attempt,
    after: move(kase.attempt, state, [evidence]),
  },
  { change: 'refund.advance', before: claimedOf(kase), after: refund },
  { change: 'payment.advance', before: kase.payment, after: payment },
];

/** The PG returned the money. */
export const recordReturn = (ending: Ending, cancel: PgCancel): RefundRecord => {
  const { case: kase, at } = ending;
  const claimed = claimedOf(kase);
  const payment = settleRefund(kase.payment, claimed.amount, at);
  const refund = moveRefund(claimed, 'SUCCEEDED', {
    pgTxId: cancel.transactionKey,
    completedAt: at,
    refundableAfter: payment.amounts.refundable,
  });
  const head = movementHead(kase, at, refund.refundId);
  const done = refundDone(head, { ...refund, provider: payment.provider });
  const resume = onward(kase, refund, 'RETURNED');
  const isCompensation = refund.origin === 'COMPENSATION';
  const draft: BareDraft = {
    ...base(ending, isCompensation ? 'TX-RETURN-OK' : 'TX-REFUND-OK'),
    changes: [
      ...endedChanges(ending, 'SUCCEEDED', { refund, payment }),
      {
        change: 'unique.create',
        tenant: refund.tenant,
        kind: 'PGTX',
        value: cancel.transactionKey,
        owner: refund.refundId,
      },
      ...resume.changes,
    ],
    groups: [done],
    events: [
      { type: 'refund.succeeded', of: refund.refundId, data: refundData(refund, [done.effectKey]) },
      refundedEvent(payment, refund, [done.effectKey]),
      ...(isCompensation ? [cancelledEvent(payment, 'COMPENSATION', cancelReasonOf(kase))] : []),
    ],
    commands: resume.commands,
    audit: { action: actionOf(refund), object: refund.refundId, statusAfter: 'SUCCEEDED' },
  };
  return { draft, refund, payment };
};

/** The PG refused for good: what was reserved is refundable again. */
export const recordReturnRefused = (
  ending: Ending,
  { failure, isNothingLeft }: Extract<Verdict, { kind: 'REFUSED' }>,
): RefundRecord => {
  const { case: kase, at } = ending;
  const claimed = claimedOf(kase);
  const payment = releaseRefund(kase.payment, claimed.amount);
  const refund = moveRefund(claimed, 'FAILED', {
    failure,
    completedAt: at,
    refundableAfter: payment.amounts.refundable,
  });
  const failed = refundFailed(movementHead(kase, at, refund.refundId), refund);
  // Where others returned it all, the adoption of their cancels resumes the saga, or their repairer.
  const isLeftToThem = isNothingLeft && refund.origin === 'COMPENSATION';
  const resume = isLeftToThem ? nobody : onward(kase, refund, 'REFUSED');
  const draft: BareDraft = {
    ...base(ending, 'TX-REFUND-FAIL'),
    changes: [...endedChanges(ending, 'DECLINED', { refund, payment }), ...resume.changes],
    groups: [failed],
    events: [
      { type: 'refund.failed', of: refund.refundId, data: refundData(refund, [failed.effectKey]) },
    ],
    commands: resume.commands,
    audit: {
      action: actionOf(refund),
      object: refund.refundId,
      statusAfter: 'FAILED',
      code: failure.pgCode,
    },
  };
  return { draft, refund, payment };
};

/**
 * The cancel is not known to be done, or its bank is not: the amount stays reserved, and the PG is read on
 * schedule.
 */
export const recordReturnDoubt = (
  ending: Ending,
  doubtAt: Instant,
  status: 'IN_DOUBT' | 'PENDING_PG' = 'IN_DOUBT',
): { readonly draft: BareDraft; readonly refund: Refund; readonly attempt: DoubtfulAttempt } => {
  const { case: kase, evidence } = ending;
  const claimed = claimedOf(kase);
  const attempt = openDoubt(kase.attempt, doubtAt, [evidence]);
  const refund = moveRefund(claimed, status);
  const draft: BareDraft = {
    ...base(ending, status === 'IN_DOUBT' ? 'TX-DOUBT' : 'TX-REFUND-PENDING'),
    changes: [
      { change: 'attempt.advance', before: kase.attempt, after: attempt },
      { change: 'refund.advance', before: claimed, after: refund },
    ],
    events: [
      {
        type: status === 'IN_DOUBT' ? 'refund.in_doubt' : 'refund.pending',
        of: refund.refundId,
        data: {
          refundId: refund.refundId,
          paymentId: refund.paymentId,
          amount: toWire(refund.amount.minor),
          currency: refund.amount.currency,
          since: toIso(doubtAt),
        },
      },
    ],
    commands: [watchCommand(attempt, 1, attempt.nextReadAt)],
    audit: { action: actionOf(refund), object: refund.refundId, statusAfter: status },
  };
  return { draft, refund, attempt };
};
