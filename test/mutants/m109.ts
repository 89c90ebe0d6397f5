// M109: sweeper, youngest rows first.
import type { Mutant } from './mutant.ts';

export const m109: Mutant = {
  id: 'M109',
  where: 'sweeper',
  bug: 'youngest rows first',
  file: 'adapters/dynamo/dynamo-outbox.ts',
  anchor: '(a.groupId < b.groupId ? -1 : 1)',
  replace: '(a.groupId < b.groupId ? 1 : -1)',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/store/store.contract.test.ts' },
};
