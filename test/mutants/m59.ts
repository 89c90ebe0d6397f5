// M59: classify, an unlisted PG code is DECLINED.
import type { Mutant } from './mutant.ts';

export const m59: Mutant = {
  id: 'M59',
  where: 'classify',
  bug: 'an unlisted PG code is DECLINED',
  file: 'adapters/pg-http/classify.ts',
  anchor: `return { class: 'UNKNOWN', isListedRefusal: false };`,
  replace: `return { class: 'DECLINED_HARD', isListedRefusal: false };`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/property/toss-classification.property.test.ts' },
};
