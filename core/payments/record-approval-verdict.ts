// What a verdict on an approval call writes, and what its request is told.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { RecordVerdict } from './apply-evidence.ts';
import { inDoubtAnswer } from './in-doubt-answer.ts';
import { paymentObject } from './payment-object.ts';
import { recordApproval } from './record-approval.ts';
import { nextTry, recordDecline, recordNotSent } from './record-decline.ts';
import { recordDoubt } from './record-doubt.ts';

const declineAnswer = (code: 'PAY_002' | 'PAY_011' | 'PAY_014', result: JsonObject): Answer =>
  refusal(code, result);

export const recordApprovalVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause, doubtAt } = applying;
  const at = deps.clock.now();
  const ending = { case: kase, evidence, cause, at };
  switch (verdict.kind) {
    case 'APPROVED': {
      const { draft, payment } = recordApproval({ ...ending, pg: verdict.payment }, deps.ids);
      const groups = draft.groups.filter(({ effectKey }) => !effectKey.startsWith('doubt:'));
      return { draft, outcome: 'APPROVED', answer: done(paymentObject(payment, groups, at)) };
    }
    case 'DECLINED':
    case 'SESSION_GONE': {
      const status = verdict.kind === 'DECLINED' ? 'FAILED' : 'EXPIRED';
      const declined = recordDecline(ending, verdict.failure, status, deps.ids);
      const code =
        status === 'EXPIRED'
          ? 'PAY_011'
          : verdict.failure.type === 'CONFIG'
            ? 'PAY_014'
            : 'PAY_002';
      const result = { payment: paymentObject(declined.payment, [], at), ...nextTry(declined) };
      return { draft: declined.draft, outcome: 'ENDED', answer: declineAnswer(code, result) };
    }
    case 'NOT_SENT':
      return { ...recordNotSent(ending), outcome: 'NOT_SENT', answer: refusal('PAY_009', null, 1) };
    default: {
      const { draft, payment } = recordDoubt(ending, doubtAt);
      const answer = inDoubtAnswer(payment, kase.attempt, doubtAt, payment.doubt.nextCheckAt);
      return { draft, outcome: 'IN_DOUBT', answer };
    }
  }
};
