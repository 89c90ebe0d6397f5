// M58: IDEM, read eventually consistent.
import type { Mutant } from './mutant.ts';

export const m58: Mutant = {
  id: 'M58',
  where: 'IDEM',
  bug: 'read eventually consistent',
  file: 'adapters/dynamo/read-rows.ts',
  anchor: 'Key: toAttributes({ ...key }), ConsistentRead: true }',
  replace: 'Key: toAttributes({ ...key }), ConsistentRead: false }',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/store/consistent-reads.contract.test.ts' },
};
