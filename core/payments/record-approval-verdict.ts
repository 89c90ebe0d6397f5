// What a verdict on a confirm writes, and what its request is told.
import { accepted, done } from '#core/contracts/http/answer.ts';
import type { RecordVerdict } from './apply-evidence.ts';
import { paymentObject } from './payment-object.ts';
import { recordApproval } from './record-approval.ts';
import { recordDeclineVerdict } from './record-decline-verdict.ts';
import { accountOf, recordDepositWait } from './record-deposit-wait.ts';

export const recordApprovalVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause } = applying;
  const ending = { case: kase, evidence, cause, at: deps.clock.now() };
  switch (verdict.kind) {
    case 'APPROVED': {
      const { draft, payment } = recordApproval({ ...ending, pg: verdict.payment }, deps.ids);
      const groups = draft.groups.filter(({ effectKey }) => !effectKey.startsWith('doubt:'));
      const answer = done(paymentObject(payment, groups, ending.at));
      return { draft, outcome: 'APPROVED', answer };
    }
    case 'WAITING': {
      const account = accountOf(verdict.account, verdict.payment);
      const { draft, payment } = recordDepositWait(ending, account);
      return { draft, outcome: 'WAITING', answer: accepted(paymentObject(payment, [], ending.at)) };
    }
    default:
      return recordDeclineVerdict(applying, deps);
  }
};
