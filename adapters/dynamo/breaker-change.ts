// TX-BREAKER's change as a transaction item.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Change } from '#core/outbox/commit.ts';
import { breakerItem } from './breaker-item.ts';
import type { Store } from './store.ts';
import { create } from './write-forms.ts';

/** Another instance has moved it, or an operator has. The whole row is new: its window is empty. */
export const breakerChange = (
  store: Store,
  { before, after }: Extract<Change, { change: 'breaker.put' }>,
): TransactWriteItem => {
  const item = create(store, breakerItem, after);
  if (before.version === 0 || item.Put === undefined) return item;
  item.Put.ConditionExpression = '#version = :isVersion';
  item.Put.ExpressionAttributeNames = { '#version': 'version' };
  item.Put.ExpressionAttributeValues = { ':isVersion': { N: String(before.version) } };
  return item;
};
