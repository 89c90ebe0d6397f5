// What a verdict writes on an approval call that took or reserved nothing for sure, never left us, or is not
// known, and what its request is told.
import { refusal } from '#core/contracts/http/answer.ts';
import type { Ids } from '#core/kernel/ports.ts';
import type { Recording, RecordVerdict } from './apply-evidence.ts';
import type { Ending } from './ending.ts';
import { inDoubtAnswer } from './in-doubt-answer.ts';
import type { Failure } from './payment.ts';
import { paymentObject } from './payment-object.ts';
import { nextTry, recordDecline, recordNotSent } from './record-decline.ts';
import { recordDoubt } from './record-doubt.ts';

const codeOf = (status: 'FAILED' | 'EXPIRED', { type }: Failure) => {
  if (status === 'EXPIRED') return 'PAY_011';
  return type === 'CONFIG' ? 'PAY_014' : 'PAY_002';
};

const ended = (
  ending: Ending,
  failure: Failure,
  status: 'FAILED' | 'EXPIRED',
  ids: Ids,
): Recording => {
  const declined = recordDecline(ending, failure, status, ids);
  const payment = paymentObject(declined.payment, [], ending.at);
  const answer = refusal(codeOf(status, failure), { payment, ...nextTry(declined) });
  return { draft: declined.draft, outcome: 'ENDED', answer };
};

export const recordDeclineVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause, doubtAt } = applying;
  const ending: Ending = { case: kase, evidence, cause, at: deps.clock.now() };
  switch (verdict.kind) {
    case 'DECLINED':
      return ended(ending, verdict.failure, 'FAILED', deps.ids);
    case 'SESSION_GONE':
      return ended(ending, verdict.failure, 'EXPIRED', deps.ids);
    case 'NOT_SENT':
      return { ...recordNotSent(ending), outcome: 'NOT_SENT', answer: refusal('PAY_009', null, 1) };
    default: {
      const { draft, payment, nextCheckAt } = recordDoubt(ending, doubtAt);
      const answer = inDoubtAnswer(payment, kase.attempt, doubtAt, nextCheckAt);
      return { draft, outcome: 'IN_DOUBT', answer };
    }
  }
};
