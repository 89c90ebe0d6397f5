// M79: IDEM, a fresh claim also accepts a row with its own fence.
import type { Mutant } from './mutant.ts';

export const m79: Mutant = {
  id: 'M79',
  where: 'IDEM',
  bug: 'a fresh claim also accepts a row with its own fence',
  file: 'adapters/dynamo/idempotency-items.ts',
  anchor: `? { ConditionExpression: 'attribute_not_exists(pk)' }`,
  replace: `? {
        ConditionExpression: 'attribute_not_exists(pk) OR #fence = :own',
        ExpressionAttributeNames: { '#fence': 'fence' },
        ExpressionAttributeValues: { ':own': { N: '1' } },
      }`,
  expect: 'I27',
  budget: { kind: 'F', template: 'S12', seed: '5' },
};
