// M99: ATTEMPT, no `due` entry while SENT.
import type { Mutant } from './mutant.ts';

export const m99: Mutant = {
  id: 'M99',
  where: 'ATTEMPT',
  bug: 'no `due` entry while SENT',
  file: 'adapters/dynamo/aggregate-items.ts',
  anchor: `if (attempt.state === 'SENT') return plus(attempt.deadlineAt, afterMs);`,
  replace: `if (attempt.state === 'SENT') return undefined;`,
  expect: 'I29',
  budget: { kind: 'F', template: 'S01' },
};
