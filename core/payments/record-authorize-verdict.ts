// What a verdict on an authorization writes, and what its request is told. Money that the PG took in the
// meantime is not this call's to record: it is left in doubt, and the read of the watchdog adopts it.
import { done } from '#core/contracts/http/answer.ts';
import type { RecordVerdict } from './apply-evidence.ts';
import { recordAuthorization } from './record-authorization.ts';
import { recordDeclineVerdict } from './record-decline-verdict.ts';
import { twoStepObject } from './two-step-object.ts';

export const recordAuthorizeVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause } = applying;
  if (verdict.kind !== 'AUTHORIZED') return recordDeclineVerdict(applying, deps);
  const at = deps.clock.now();
  const authorizing = { case: kase, evidence, cause, at, pg: verdict.payment };
  const { draft, payment, group } = recordAuthorization(authorizing);
  return { draft, outcome: 'AUTHORIZED', answer: done(twoStepObject(payment, [group], at)) };
};
