// M05: confirm, PG called before TX-CLAIM commits.
import type { Mutant } from './mutant.ts';

export const m05: Mutant = {
  id: 'M05',
  where: 'confirm',
  bug: 'PG called before TX-CLAIM commits',
  file: 'core/payments/confirm-payment.ts',
  anchor: `const committed = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
    if (committed.ok) return { kind: 'CLAIMED', case: kase };`,
  replace: `await sendAttempt(deps)(kase.attempt, deps.callTimeoutMs, false);
    const committed = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
    if (committed.ok) return { kind: 'CLAIMED', case: kase };`,
  expect: 'I04',
  budget: { kind: 'F', template: 'S01' },
};
