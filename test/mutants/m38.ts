// M38: sequence, taken from the clock.
import type { Mutant } from './mutant.ts';

export const m38: Mutant = {
  id: 'M38',
  where: 'sequence',
  bug: 'taken from the clock',
  file: 'core/outbox/assemble-commit.ts',
  anchor: 'sequence: before + 1,',
  replace: 'sequence: (draft.at % 1_000_000) + index + 1,',
  expect: 'I19',
  budget: { kind: 'F', template: 'S01' },
};
