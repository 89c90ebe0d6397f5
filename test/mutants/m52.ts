// M52: handler, a promise not awaited.
import type { Mutant } from './mutant.ts';

export const m52: Mutant = {
  id: 'M52',
  where: 'handler',
  bug: 'a promise not awaited',
  file: 'core/outbox/publish-row.ts',
  anchor: 'await Promise.all(done.map((row) => deps.outboxMarks.published(row)));',
  replace: 'void Promise.all(done.map((row) => deps.outboxMarks.published(row)));',
  expect: 'R02',
  budget: { kind: 'F', template: 'S01' },
};
