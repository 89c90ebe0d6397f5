// What acting on items needs: the engine's own reads and writes, the PG behind them, and the queue itself.
import { dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoPaymentSearch } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import type { ActDeps } from '#core/attention/act-on-item.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import type { OwnerDeps } from '#core/payments/inspect-payment.ts';
import type { ReadCancelsDeps } from '#core/payments/read-cancels.ts';
import { attentionWork } from './attention-work.ts';

/** The desk of one environment: an operator's ids are looked up under its tenants. */
export type Desk = (environment: Environment) => ActDeps;

export const deskOf =
  (store: Store, deps: ReadCancelsDeps): Desk =>
  (environment) => ({
    ...deps,
    items: dynamoAttentionLookUp(store),
    tenants: () => dynamoMerchants(store).tenants(environment),
    work: attentionWork(deps),
  });

export type Owners = (environment: Environment) => OwnerDeps;

/** Whose payment an id is, in one environment. */
export const ownersOf =
  (store: Store): Owners =>
  (environment) => ({
    search: dynamoPaymentSearch(store),
    tenants: () => dynamoMerchants(store).tenants(environment),
  });
