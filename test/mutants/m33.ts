// M33: SVC-CLOSE, a timeout overwrites a stored outcome.
import type { Mutant } from './mutant.ts';

export const m33: Mutant = {
  id: 'M33',
  where: 'SVC-CLOSE',
  bug: 'a timeout overwrites a stored outcome',
  file: 'adapters/dynamo/change-items.ts',
  anchor: `condition: '#state = :isState AND #version = :isVersion',`,
  replace: `condition:
    'attribute_exists(pk) OR (#state = :isState AND #version = :isVersion)',`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/concurrency.contract.test.ts' },
};
