// M55: IDEM, lease never ends.
import type { Mutant } from './mutant.ts';

export const m55: Mutant = {
  id: 'M55',
  where: 'IDEM',
  bug: 'lease never ends',
  file: 'core/idempotency/decide.ts',
  anchor: 'const isLeaseAlive = record.leaseUntil !== undefined && now <= record.leaseUntil;',
  replace: 'const isLeaseAlive = record.leaseUntil !== undefined && now >= 0;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/idempotency.contract.test.ts' },
};
