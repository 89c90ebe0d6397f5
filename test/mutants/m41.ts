// M41: relay, rows remembered as sent before they are.
import type { Mutant } from './mutant.ts';

export const m41: Mutant = {
  id: 'M41',
  where: 'relay',
  bug: 'rows remembered as sent before they are',
  file: 'core/outbox/publish-row.ts',
  anchor: 'const results = await deps.publisher.publish(',
  replace: `for (const row of fresh) remember(deps.instance, row);
    const results = await deps.publisher.publish(`,
  expect: 'I23',
  budget: { kind: 'S', template: 'S01', near: 'bus.publish' },
};
