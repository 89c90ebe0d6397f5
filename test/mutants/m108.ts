// M108: relay, rows of a batch in reverse.
import type { Mutant } from './mutant.ts';

export const m108: Mutant = {
  id: 'M108',
  where: 'relay',
  bug: 'rows of a batch in reverse',
  file: 'core/outbox/publish-row.ts',
  anchor: 'publish(fresh.flatMap(({ events }) => events))',
  replace: 'publish(fresh.toReversed().flatMap(({ events }) => events))',
  expect: 'I21',
  budget: { kind: 'S', template: 'S01', near: 'bus.publish' },
};
