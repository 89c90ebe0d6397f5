// What a verdict on an approval call writes, and what its request is told.
import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { RecordVerdict } from './apply-evidence.ts';
import type { Payment } from './payment.ts';
import { paymentObject } from './payment-object.ts';
import { recordApproval } from './record-approval.ts';
import { nextTry, recordDecline, recordDoubt, recordNotSent } from './record-decline.ts';
import { accountOf, recordDepositWait } from './record-deposit-wait.ts';

/** 202: the result is not known yet. The same key, or the status URL, tells when it is. */
export const inDoubtAnswer = (
  payment: Payment,
  since: Instant,
  nextCheckAt: Instant,
  operation = 'CONFIRM',
): Answer =>
  refusal(
    'PAY_005',
    {
      paymentId: payment.paymentId,
      orderId: payment.orderId,
      status: 'IN_DOUBT',
      inDoubt: { operation, since: toIso(since), nextCheckAt: toIso(nextCheckAt) },
      statusUrl: `/api/v1/payments/${payment.paymentId}`,
    },
    2,
  );

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
    case 'WAITING': {
      const account = accountOf(verdict.account, verdict.payment);
      const { draft, payment } = recordDepositWait(ending, account);
      return { draft, outcome: 'WAITING', answer: accepted(paymentObject(payment, [], at)) };
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
      const { nextCheckAt } = payment.doubt;
      return { draft, outcome: 'IN_DOUBT', answer: inDoubtAnswer(payment, doubtAt, nextCheckAt) };
    }
  }
};
