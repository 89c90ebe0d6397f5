// M71: event, validated after the commit, so never.
import type { Mutant } from './mutant.ts';

export const m71: Mutant = {
  id: 'M71',
  where: 'event',
  bug: 'validated after the commit, so never',
  file: 'core/outbox/build-event.ts',
  anchor: `assert(faults.length === 0, \`event \${parts.type} is invalid: \${faults.join('; ')}\`);`,
  replace: `assert(faults.length >= 0, \`event \${parts.type} is invalid: \${faults.join('; ')}\`);`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/outbox/assemble-commit.test.ts' },
};
