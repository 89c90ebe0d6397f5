// M56: unit of work, `ClientRequestToken` not of the built request.
import type { Mutant } from './mutant.ts';

export const m56: Mutant = {
  id: 'M56',
  where: 'unit of work',
  bug: '`ClientRequestToken` not of the built request',
  file: 'adapters/dynamo/dynamo-unit-of-work.ts',
  anchor: 'JSON.stringify(items.map(textOf))',
  replace: 'JSON.stringify(items.length)',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/transactions.contract.test.ts' },
};
