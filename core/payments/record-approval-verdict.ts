// What a verdict on a confirm writes, and what its request is told.
import { done } from '#core/contracts/http/answer.ts';
import type { RecordVerdict } from './apply-evidence.ts';
import { paymentObject } from './payment-object.ts';
import { recordApproval } from './record-approval.ts';
import { recordDeclineVerdict } from './record-decline-verdict.ts';

export const recordApprovalVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause } = applying;
  if (verdict.kind !== 'APPROVED') return recordDeclineVerdict(applying, deps);
  const at = deps.clock.now();
  const approving = { case: kase, evidence, cause, at, pg: verdict.payment };
  const { draft, payment } = recordApproval(approving, deps.ids);
  const groups = draft.groups.filter(({ effectKey }) => !effectKey.startsWith('doubt:'));
  return { draft, outcome: 'APPROVED', answer: done(paymentObject(payment, groups, at)) };
};
