// M45: relay, no dead letter after 3 tries.
import type { Mutant } from './mutant.ts';

export const m45: Mutant = {
  id: 'M45',
  where: 'relay',
  bug: 'no dead letter after 3 tries',
  file: 'core/outbox/publish-row.ts',
  anchor: 'if (tries < triesMax) return false;',
  replace: 'if (tries < triesMax || tries >= triesMax) return false;',
  expect: 'R04',
  budget: { kind: 'F', template: 'S15' },
};
