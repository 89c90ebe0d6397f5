// M144: made key, keeps a refusal, so that the wish is never judged again.
import type { Mutant } from './mutant.ts';

export const m144: Mutant = {
  id: 'M144',
  where: 'made key',
  bug: 'keeps a refusal, so that the wish is never judged again',
  file: 'core/idempotency/frozen.ts',
  anchor: 'isFrozen(answer) && !(answer.status >= 400 && isMadeKey(scope))',
  replace: 'isFrozen(answer) && !(answer.status >= 500 && isMadeKey(scope))',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/two-step.contract.test.ts' },
};
