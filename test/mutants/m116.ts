// M116: unit of work, a passing conflict is told as a lost condition.
import type { Mutant } from './mutant.ts';

export const m116: Mutant = {
  id: 'M116',
  where: 'unit of work',
  bug: 'a passing conflict is told as a lost condition',
  file: 'adapters/dynamo/dynamo-unit-of-work.ts',
  anchor: `(reason, at) => reason.Code === refused || (owners[at] === 'idempotency' && isPassing(reason)),`,
  replace: '(reason) => reason.Code === refused,',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/store/cancelled-transactions.contract.test.ts' },
};
