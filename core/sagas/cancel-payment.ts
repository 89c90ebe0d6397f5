// CancelPayment: the money goes back at the PG, by a refund of origin COMPENSATION. Looks at the rows
// first, so a repeat finds its own work; a call of unknown outcome is left to the reads.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { derivedId } from '#core/kernel/ids.ts';
import { earlier, type Instant } from '#core/kernel/instant.ts';
import { isZero } from '#core/kernel/money.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { type ApplyDeps, applyEvidence } from '#core/payments/apply-evidence.ts';
import { attemptId } from '#core/payments/attempt.ts';
import { asStored, type Case, loadCase } from '#core/payments/case.ts';
import { lastLook } from '#core/payments/deposit-schedule.ts';
import { end, type Payment, type TakenPayment } from '#core/payments/payment.ts';
import { cancelledEvent } from '#core/payments/payment-cancelled.ts';
import { recordRefundVerdict } from '#core/payments/record-refund-verdict.ts';
import { type SendDeps, sendAttempt } from '#core/payments/send-attempt.ts';
import { type ClaimingReturn, claimReturn } from './claim-return.ts';
import { moveSaga, type SagaReason } from './saga.ts';
import { reasonOf } from './saga-reason.ts';
import {
  commitStep,
  RowMoved,
  readStep,
  type StepDeps,
  type StepRows,
  stepBase,
  stepCause,
} from './step.ts';

export interface CancelPaymentDeps extends StepDeps, ApplyDeps, SendDeps {
  readonly digests: Digests;
  /** The PG call of a saga is short, since its timeout only becomes a read. */
  readonly cancelTimeoutMs: number;
}

export type CancelOutcome = { readonly outcome: 'RETURNED' | 'IN_DOUBT' | 'REFUSED' };

const state = 'CancelPayment';
const applyReturn = applyEvidence(recordRefundVerdict);

/** Who returned the money before us, where nobody asked for it here: the PG's console. */
const reasonOfGone = ({ order, service }: StepRows, input: SagaInput): SagaReason => {
  const isAsked = 'cancelRequestedAt' in order && order.cancelRequestedAt !== undefined;
  const reason = reasonOf(service, input);
  return reason === 'cancel_requested' && !isAsked ? 'order_conflict' : reason;
};

/** A deposit that the bank took back: its payment ends here, and its account is looked at once more. */
const endReversed = ({ view: { payment } }: StepRows, at: Instant) => {
  if (payment.status !== 'WAITING_FOR_DEPOSIT') return { changes: [], events: [] };
  const dueAt = lastLook(payment.virtualAccount, at);
  const after = { ...end(payment, 'CANCELLED', at), dueAt };
  return {
    changes: [{ change: 'payment.advance' as const, before: payment, after }],
    events: [cancelledEvent(after, 'EXTERNAL', 'DEPOSIT_REVERSED')],
  };
};

/** The money is gone at the PG already: the compensation is written without a call. */
const returnNone = async (
  deps: CancelPaymentDeps,
  rows: StepRows,
  input: SagaInput,
): Promise<CancelOutcome> => {
  const at = deps.clock.now();
  const reason = reasonOfGone(rows, input);
  const reversed = endReversed(rows, at);
  const saga = moveSaga(rows.saga, 'COMPENSATING', state, at, { reason });
  await commitStep(deps)({
    ...stepBase(rows, input, state, at),
    name: 'TX-RETURN-NONE',
    changes: [{ change: 'saga.advance', before: rows.saga, after: saga }, ...reversed.changes],
    events: [
      {
        type: 'saga.compensating',
        of: saga.sagaId,
        data: { sagaId: saga.sagaId, paymentId: saga.paymentId, orderId: saga.orderId, reason },
      },
      ...reversed.events,
    ],
    audit: { action: 'refund.return', object: saga.sagaId, statusAfter: 'COMPENSATING' },
  });
  return { outcome: 'RETURNED' };
};

const outcomeFor = async (deps: CancelPaymentDeps, kase: Case): Promise<CancelOutcome> => {
  const { tenant } = kase.order;
  const again = await loadCase(deps)({
    tenant,
    paymentId: kase.payment.paymentId,
    attemptId: attemptId(kase.attempt),
  });
  if (again?.refund?.status === 'SUCCEEDED') return { outcome: 'RETURNED' };
  if (again?.refund?.status === 'FAILED') {
    return { outcome: isZero(again.payment.amounts.refundable) ? 'RETURNED' : 'REFUSED' };
  }
  return { outcome: 'IN_DOUBT' };
};

/** Calls the PG for a claimed refund and records what it said. */
const sendCancel = async (
  deps: CancelPaymentDeps,
  kase: Case,
  input: SagaInput,
): Promise<CancelOutcome> => {
  const sent = await sendAttempt(deps)(kase.attempt, deps.cancelTimeoutMs, false);
  const applied = await applyReturn(deps)({
    case: kase,
    ...sent,
    cause: stepCause(input, state),
    doubtAt: deps.clock.now(),
  });
  if (applied.outcome === 'RETURNED') return { outcome: 'RETURNED' };
  return outcomeFor(deps, kase);
};

/** A refund that a former try claimed and left SENT: nobody knows, so the reads decide. */
const leaveToReads = async (
  deps: CancelPaymentDeps,
  kase: Case,
  input: SagaInput,
): Promise<CancelOutcome> => {
  if (kase.attempt.state === 'SENT') {
    await applyReturn(deps)({
      case: kase,
      verdict: { kind: 'UNKNOWN', code: 'NO_ANSWER' },
      evidence: { source: 'LOCAL', at: deps.clock.now(), class: 'UNKNOWN', code: 'NO_ANSWER' },
      cause: stepCause(input, state),
      // Its call may last until its deadline and no longer, whatever this clock says: the reads count from there.
      doubtAt: earlier(deps.clock.now(), kase.attempt.deadlineAt),
    });
  }
  return outcomeFor(deps, kase);
};

/** The first compensation of a payment keeps its characters. */
const ownId = ({ paymentId }: Pick<Payment, 'paymentId'>): RefundId => derivedId('rf', paymentId);

/**
 * Clients name refunds as they like, and one may have named another payment's refund like this compensation: the
 * rows are as they were read, and it takes a new id.
 */
const claimNow = async (
  deps: CancelPaymentDeps,
  claiming: ClaimingReturn,
): Promise<Case | undefined> => {
  const { draft, case: kase } = claimReturn(claiming, deps.digests);
  try {
    const claimedNow = await commitStep(deps)(draft);
    return kase === undefined ? undefined : asStored(kase, claimedNow);
  } catch (fault) {
    const isTaken = fault instanceof RowMoved && fault.lost === 'unique.create';
    if (!isTaken || claiming.refundId !== ownId(claiming.payment)) throw fault;
    return claimNow(deps, { ...claiming, refundId: deps.ids.next('rf') });
  }
};

export const cancelPayment =
  (deps: CancelPaymentDeps) =>
  async (input: SagaInput): Promise<CancelOutcome> => {
    const rows = await readStep(deps)(input);
    const { payment, refunds, attempts } = rows.view;
    const isGone =
      payment.status === 'CANCELLED' ||
      payment.status === 'REFUNDED' ||
      payment.status === 'WAITING_FOR_DEPOSIT';
    if (isGone) {
      return rows.saga.status === 'RUNNING'
        ? returnNone(deps, rows, input)
        : { outcome: 'RETURNED' };
    }

    const claimed = refunds.find(({ refundId }) => refundId === rows.saga.refundId);
    const attempt = attempts.findLast(({ objectId }) => objectId === claimed?.refundId);
    // AwaitCancel waits for whoever tells the account, and for the PG after that.
    if (claimed?.status === 'PENDING_ACCOUNT') return { outcome: 'IN_DOUBT' };
    if (claimed !== undefined && claimed.status !== 'FAILED' && attempt !== undefined) {
      const { order, saga } = rows;
      return leaveToReads(deps, { order, payment, attempt, refund: claimed, saga }, input);
    }
    const refundId = claimed === undefined ? ownId(payment) : deps.ids.next('rf');
    const at = deps.clock.now();
    const claiming = { rows, payment: payment as TakenPayment, refundId, input, at };
    const kase = await claimNow(deps, claiming);
    return kase === undefined ? { outcome: 'IN_DOUBT' } : sendCancel(deps, kase, input);
  };
