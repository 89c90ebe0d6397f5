// M85: OUT, `groupId` from the instance’s clock alone.
import type { Mutant } from './mutant.ts';

export const m85: Mutant = {
  id: 'M85',
  where: 'OUT',
  bug: '`groupId` from the instance’s clock alone',
  file: 'core/outbox/assemble-commit.ts',
  anchor: 'subjects.reduce((at, { before }) => later(at, plus(before.lastGroup, 1)), draft.at);',
  replace:
    'subjects.reduce((at, { before }) => (before.version < 0 ? later(at, before.lastGroup) : at), draft.at);',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/outbox/assemble-commit.test.ts' },
};
