// Changes of merchants and their keys as transaction items: each names the race it loses.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Change } from '#core/outbox/commit.ts';
import { apiKeyItem, merchantItem } from './aggregate-items.ts';
import type { Store } from './store.ts';
import { advance, create, type Guard } from './write-forms.ts';

const keyState = (state: string): Guard => ({
  condition: '#state = :isState',
  names: { '#state': 'state' },
  values: { ':isState': { S: state } },
});

const merchantVersion = (version: number): Guard => ({
  condition: '#version = :isVersion',
  names: { '#version': 'version' },
  values: { ':isVersion': { N: String(version) } },
});

export const ownerChange = (
  store: Store,
  change: Extract<Change, { change: `merchant.${string}` | `key.${string}` }>,
): TransactWriteItem => {
  switch (change.change) {
    case 'merchant.create':
      return create(store, merchantItem, change.merchant);
    case 'merchant.advance': {
      const guard = merchantVersion(change.before.version);
      return advance(store, { codec: merchantItem, ...change, guard });
    }
    case 'key.create':
      return create(store, apiKeyItem, change.key);
    case 'key.advance': {
      const guard = keyState(change.before.state);
      return advance(store, { codec: apiKeyItem, ...change, guard });
    }
  }
};
