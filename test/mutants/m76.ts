// M76: resolve-attempt, 409 and 429 count towards a spent key.
import type { Mutant } from './mutant.ts';

export const m76: Mutant = {
  id: 'M76',
  where: 'resolve-attempt',
  bug: '409 and 429 count towards a spent key',
  file: 'adapters/pg-http/classify.ts',
  anchor: `return { class: 'UNKNOWN', cause: 'TRANSIENT', isListedRefusal: false };`,
  replace: `return { class: 'UNKNOWN', cause: 'TRANSIENT', isListedRefusal: status === 409 };`,
  expect: 'I03',
  budget: { kind: 'S', template: 'S07', near: 'pg.confirm' },
};
