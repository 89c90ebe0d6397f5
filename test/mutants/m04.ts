// M04: replay, a duplicate of finished work gets 500 for ever.
import type { Mutant } from './mutant.ts';

export const m04: Mutant = {
  id: 'M04',
  where: 'replay',
  bug: 'a duplicate of finished work gets 500 for ever',
  file: 'core/idempotency/records.ts',
  anchor: `const kept = await records.answer({ tenant, scope: claim.scope });
        if (kept !== undefined) return`,
  replace: `const kept = await records.answer({ tenant, scope: claim.scope });
        if (kept?.status === 200) throw new TypeError('a kept answer has no message');
        if (kept !== undefined) return`,
  expect: 'R03',
  budget: { kind: 'F', template: 'S12', seed: '5' },
};
