// What acting on items needs: the engine's own reads and writes, the PG behind them, and the queue itself.
import { dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoPaymentSearch } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import type { Desk } from '#core/attention/act-on-item.ts';
import type { Owners } from '#core/payments/owning-tenant.ts';
import type { ReadCancelsDeps } from '#core/payments/read-cancels.ts';
import { attentionWorkLater } from './attention-work-later.ts';

export const deskOf =
  (
    store: Store,
    deps: ReadCancelsDeps,
    workOf: typeof attentionWorkLater = attentionWorkLater,
  ): Desk =>
  (environment) => ({
    ...deps,
    items: dynamoAttentionLookUp(store),
    tenants: () => dynamoMerchants(store).tenants(environment),
    work: workOf(deps),
  });

export const ownersOf =
  (store: Store): Owners =>
  (environment) => ({
    search: dynamoPaymentSearch(store),
    tenants: () => dynamoMerchants(store).tenants(environment),
  });
