// M46: relay, poison drops its whole row.
import type { Mutant } from './mutant.ts';

export const m46: Mutant = {
  id: 'M46',
  where: 'relay',
  bug: 'poison drops its whole row',
  file: 'adapters/eventbridge/event-bridge-publisher.ts',
  anchor: 'if (!isRefusedCall(error)) throw orDown(error);',
  replace: `if (!isRefusedCall(error)) throw orDown(error);
        return items.map(({ id }) => refused(id, 'the call was refused'));`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/adapters/eventbridge/event-bridge-publisher.test.ts' },
};
