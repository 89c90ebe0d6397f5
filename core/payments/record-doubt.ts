// TX-DOUBT of an operation of the payment itself. An approval is shown in memo accounts while it lasts; what
// is captured or voided is in theirs already.
import { type Instant, toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import { doubtOpened } from '#core/ledger/movements.ts';
import { attemptId, isApproval, openDoubt } from './attempt.ts';
import { type Case, movementHead } from './case.ts';
import { actionOf, type BareDraft, base, type Ending } from './ending.ts';
import { doubt, type InDoubtPayment, type PaymentOp } from './payment.ts';
import { watchCommand } from './watch-command.ts';

export interface Doubted {
  readonly draft: BareDraft;
  readonly payment: InDoubtPayment;
  readonly case: Case;
  /** When the PG is read for the first time. */
  readonly nextCheckAt: Instant;
}

/**
 * Nobody knows: the payment is in doubt, never failed.
 *
 * @param doubtAt - Now, or the deadline when the watchdog finds the attempt unanswered.
 */
export const recordDoubt = (ending: Ending, doubtAt: Instant): Doubted => {
  const { case: kase, evidence, at } = ending;
  const attempt = openDoubt(kase.attempt, doubtAt, [evidence]);
  const { nextReadAt: nextCheckAt } = attempt;
  const operation = attempt.op as PaymentOp;
  const payment = doubt(kase.payment, { operation, since: doubtAt });
  const opened = { attemptId: attemptId(attempt), amount: attempt.amount };
  return {
    payment,
    nextCheckAt,
    case: { ...kase, attempt, payment },
    draft: {
      ...base(ending, 'TX-DOUBT'),
      changes: [
        { change: 'attempt.advance', before: kase.attempt, after: attempt },
        { change: 'payment.advance', before: kase.payment, after: payment },
      ],
      groups: isApproval(attempt) ? [doubtOpened(movementHead(kase, at), opened)] : [],
      events: [
        {
          type: 'payment.in_doubt',
          of: payment.paymentId,
          data: {
            paymentId: payment.paymentId,
            orderId: payment.orderId,
            operation,
            amount: toWire(payment.amount.minor),
            currency: payment.amount.currency,
            pg: payment.provider,
            since: toIso(doubtAt),
            nextCheckAt: toIso(nextCheckAt),
          },
        },
      ],
      commands: [watchCommand(attempt, 1, nextCheckAt)],
      audit: {
        action: actionOf(ending),
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: 'IN_DOUBT',
      },
    },
  };
};
