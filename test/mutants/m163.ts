// M163: two persons' word, nobody reads what others returned while the doubt lasted.
import type { Mutant } from './mutant.ts';

export const m163: Mutant = {
  id: 'M163',
  where: 'two persons’ word',
  bug: 'nobody reads what others returned while the doubt lasted',
  file: 'core/payments/apply-evidence.ts',
  anchor: "evidence.source === 'OPERATOR';",
  replace: "evidence.class === 'OPERATOR';",
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/lagging-reads.contract.test.ts' },
};
