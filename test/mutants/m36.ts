// M36: save, outbox row in a second write.
import type { Mutant } from './mutant.ts';

export const m36: Mutant = {
  id: 'M36',
  where: 'save',
  bug: 'outbox row in a second write',
  file: 'adapters/dynamo/dynamo-unit-of-work.ts',
  anchor: 'commit: (decision) => commitOnce(deps, decision),',
  replace: `commit: async ({ outbox, ...rest }) => {
    const first = await commitOnce(deps, rest);
    if (!first.ok || outbox === undefined) return first;
    const { idempotency: _done, ...bare } = rest;
    return commitOnce(deps, { ...bare, changes: [], groups: [], commands: [], outbox });
  },`,
  expect: 'I19',
  budget: { kind: 'F', template: 'S01' },
};
