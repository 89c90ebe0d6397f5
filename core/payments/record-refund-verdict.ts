// What a verdict on the cancel of a refund writes, and what the request that asked for it is told. A
// compensation has no such request: its answer goes nowhere.
import { type Answer, accepted, created, done } from '#core/contracts/http/answer.ts';
import { present } from '#core/kernel/assert.ts';
import { refundClaimed } from '#core/ledger/movements.ts';
import { refundInDoubt, refusedRefund } from '#core/refunds/refund-answers.ts';
import { refundItem } from '#core/refunds/refund-object.ts';
import type { RecordVerdict } from './apply-evidence.ts';
import { movementHead } from './case.ts';
import type { Ending } from './ending.ts';
import {
  type RefundRecord,
  recordReturn,
  recordReturnDoubt,
  recordReturnRefused,
} from './record-return.ts';
import { twoStepObject } from './two-step-object.ts';

/** The refund; or, where the two-step spelling asked, the payment and what this refund posted. */
const returnedAnswer = (
  { case: kase, at }: Ending,
  { draft, refund, payment }: RefundRecord,
): Answer => {
  if (kase.attempt.idempotency?.shape !== 'TWO_STEP') return created(refundItem(refund));
  const claimed = refundClaimed(movementHead(kase, refund.createdAt, refund.refundId), refund);
  const groups = [claimed, ...present(draft.groups, 'a return is posted')];
  return done(twoStepObject(payment, groups, at, refund.refundId));
};

export const recordRefundVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause, doubtAt } = applying;
  const ending = { case: kase, evidence, cause, at: deps.clock.now() };
  switch (verdict.kind) {
    case 'RETURNED': {
      const returned = recordReturn(ending, verdict.cancel);
      return {
        draft: returned.draft,
        outcome: 'RETURNED',
        answer: returnedAnswer(ending, returned),
      };
    }
    case 'REFUSED': {
      const { draft, refund } = recordReturnRefused(ending, verdict);
      return { draft, outcome: 'REFUSED', answer: refusedRefund(refund, verdict.failure) };
    }
    case 'RUNNING': {
      const { draft, refund } = recordReturnDoubt(ending, doubtAt, 'PENDING_PG');
      return { draft, outcome: 'IN_DOUBT', answer: accepted(refundItem(refund)) };
    }
    default: {
      const { draft, refund, attempt } = recordReturnDoubt(ending, doubtAt);
      const answer = refundInDoubt(refund, doubtAt, attempt.nextReadAt);
      return { draft, outcome: 'IN_DOUBT', answer };
    }
  }
};
