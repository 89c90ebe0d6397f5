// M40: relay,
// marker removed of a row not sent: a throw is swallowed after a partly sent batch.
import type { Mutant } from './mutant.ts';

export const m40: Mutant = {
  id: 'M40',
  where: 'relay',
  bug: 'marker removed of a row not sent: a throw is swallowed after a partly sent batch',
  file: 'core/outbox/publish-row.ts',
  anchor: 'const results = await deps.publisher.publish(fresh.flatMap(({ events }) => events));',
  replace: `const results = await deps.publisher
      .publish(fresh.flatMap(({ events }) => events))
      .catch(() => []);`,
  expect: 'I23',
  budget: { kind: 'S', template: 'S01', near: 'bus.publish' },
};
