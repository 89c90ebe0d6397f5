// M106: dispatcher, an outage is swallowed.
import type { Mutant } from './mutant.ts';

export const m106: Mutant = {
  id: 'M106',
  where: 'dispatcher',
  bug: 'an outage is swallowed',
  file: 'core/outbox/dispatch-command.ts',
  anchor: `for (const result of results) if (result.status === 'rejected') throw result.reason;`,
  replace: '',
  expect: 'R06',
  budget: { kind: 'S', template: 'S01', near: 'dispatch-commands' },
};
