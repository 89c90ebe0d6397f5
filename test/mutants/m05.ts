// M05: confirm, PG called before TX-CLAIM commits.
import type { Mutant } from './mutant.ts';

export const m05: Mutant = {
  id: 'M05',
  where: 'confirm',
  bug: 'PG called before TX-CLAIM commits',
  file: 'core/payments/approval-call.ts',
  anchor: 'return commitClaim(deps)(asking, {',
  replace: `void sendAttempt(deps)(kase.attempt, deps.callTimeoutMs, false);
  return commitClaim(deps)(asking, {`,
  expect: 'I04',
  budget: { kind: 'F', template: 'S01' },
};
