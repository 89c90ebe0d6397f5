// Follows up what one transaction cannot hold: an item for a person, and cancels made at the PG.
import { adoptCancels } from './adopt-cancels.ts';
import { cancelsOf, type FollowUp } from './apply-evidence.ts';
import { raiseMismatch, raiseRefusedVoid } from './raise-mismatch.ts';

export const followUp: FollowUp = (deps) => async (applying, applied) => {
  const { verdict, cause, case: kase } = applying;
  if (verdict.kind === 'MISMATCH') await raiseMismatch(deps)(kase, verdict.payment, cause);
  if (applied.outcome === 'NOT_DONE') await raiseRefusedVoid(deps)(kase, cause);
  const cancels = cancelsOf(verdict);
  if (applied.outcome === 'IN_DOUBT' || cancels.length === 0) return;
  const { tenant } = kase.order;
  await adoptCancels(deps)({ tenant, paymentId: kase.payment.paymentId, cancels, cause });
};
