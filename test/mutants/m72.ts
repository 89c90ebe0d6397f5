// M72: grants, role with a wildcard action.
import type { Mutant } from './mutant.ts';

export const m72: Mutant = {
  id: 'M72',
  where: 'grants',
  bug: 'role with a wildcard action',
  file: 'lib/constructs/grants.ts',
  anchor: `markOutbox: markRows('outbox'),`,
  replace: `markOutbox: (to) => [allow(['dynamodb:*'], to.tables.outbox.arn)],`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/infrastructure/iam.test.ts' },
};
