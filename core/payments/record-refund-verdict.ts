// What a verdict on the cancel of a refund writes, and what the request that asked for it is told. A
// compensation has no such request: its answer goes nowhere.
import { accepted, created } from '#core/contracts/http/answer.ts';
import { refundInDoubt, refusedRefund } from '#core/refunds/refund-answers.ts';
import { refundItem } from '#core/refunds/refund-object.ts';
import type { RecordVerdict } from './apply-evidence.ts';
import { recordReturn, recordReturnDoubt, recordReturnRefused } from './record-return.ts';

export const recordRefundVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause, doubtAt } = applying;
  const ending = { case: kase, evidence, cause, at: deps.clock.now() };
  switch (verdict.kind) {
    case 'RETURNED': {
      const { draft, refund } = recordReturn(ending, verdict.cancel);
      return { draft, outcome: 'RETURNED', answer: created(refundItem(refund)) };
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
