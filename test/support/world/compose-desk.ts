// The functions of the desk, each ending with the same text as its index.ts.
import { dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoPaymentSearch, dynamoSagaLists } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { dynamoEventHistory } from '#adapters/dynamo/dynamo-outbox.ts';
import {
  acknowledgeAttentionContract,
  approveAttentionContract,
  getAttentionContract,
  resolveAttentionContract,
} from '#core/contracts/http/act-on-attention.ts';
import {
  changeMerchantContract,
  getMerchantContract,
  listApiKeysContract,
  listMerchantsContract,
  retireApiKeyContract,
  revokeApiKeyContract,
} from '#core/contracts/http/desk-merchants.ts';
import {
  inspectPaymentContract,
  refundAsOperatorContract,
  searchPaymentsContract,
  tracePaymentContract,
} from '#core/contracts/http/desk-payments.ts';
import { listSagasContract, resumeSagaContract } from '#core/contracts/http/desk-sagas.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { ownersOf } from '#functions/_wiring/desk.ts';
import { readDeps, writeDeps } from '#functions/_wiring/store.ts';
import { webhookProvidersOf } from '#functions/_wiring/webhook-providers.ts';
import { env as acknowledgeAttentionEnv } from '#functions/admin/acknowledge-attention/env.ts';
import { acknowledgeAttentionHandler } from '#functions/admin/acknowledge-attention/handler.ts';
import { env as approveAttentionEnv } from '#functions/admin/approve-attention/env.ts';
import { approveAttentionHandler } from '#functions/admin/approve-attention/handler.ts';
import { env as changeMerchantEnv } from '#functions/admin/change-merchant/env.ts';
import { changeMerchantHandler } from '#functions/admin/change-merchant/handler.ts';
import { env as getAttentionEnv } from '#functions/admin/get-attention/env.ts';
import { getAttentionHandler } from '#functions/admin/get-attention/handler.ts';
import { env as getMerchantEnv } from '#functions/admin/get-merchant/env.ts';
import { getMerchantHandler } from '#functions/admin/get-merchant/handler.ts';
import { env as inspectPaymentEnv } from '#functions/admin/inspect-payment/env.ts';
import { inspectPaymentHandler } from '#functions/admin/inspect-payment/handler.ts';
import { env as listApiKeysEnv } from '#functions/admin/list-api-keys/env.ts';
import { listApiKeysHandler } from '#functions/admin/list-api-keys/handler.ts';
import { env as listMerchantsEnv } from '#functions/admin/list-merchants/env.ts';
import { listMerchantsHandler } from '#functions/admin/list-merchants/handler.ts';
import { env as listSagasEnv } from '#functions/admin/list-sagas/env.ts';
import { listSagasHandler } from '#functions/admin/list-sagas/handler.ts';
import { env as refundAsOperatorEnv } from '#functions/admin/refund-as-operator/env.ts';
import { refundAsOperatorHandler } from '#functions/admin/refund-as-operator/handler.ts';
import { env as resolveAttentionEnv } from '#functions/admin/resolve-attention/env.ts';
import { resolveAttentionHandler } from '#functions/admin/resolve-attention/handler.ts';
import { env as resumeSagaEnv } from '#functions/admin/resume-saga/env.ts';
import { resumeSagaHandler } from '#functions/admin/resume-saga/handler.ts';
import { env as retireApiKeyEnv } from '#functions/admin/retire-api-key/env.ts';
import { retireApiKeyHandler } from '#functions/admin/retire-api-key/handler.ts';
import { env as revokeApiKeyEnv } from '#functions/admin/revoke-api-key/env.ts';
import { revokeApiKeyHandler } from '#functions/admin/revoke-api-key/handler.ts';
import { env as searchPaymentsEnv } from '#functions/admin/search-payments/env.ts';
import { searchPaymentsHandler } from '#functions/admin/search-payments/handler.ts';
import { env as tracePaymentEnv } from '#functions/admin/trace-payment/env.ts';
import { tracePaymentHandler } from '#functions/admin/trace-payment/handler.ts';
import { entry } from './compose-scope.ts';

export const deskEntries = {
  'admin/acknowledge-attention': entry(
    acknowledgeAttentionEnv,
    async ({ env, runtime, store, adminEdge, payDeps, deskOf }) =>
      adminPipeline({
        route: 'acknowledge-attention',
        contract: acknowledgeAttentionContract,
        deps: await adminEdge(env, store, runtime),
        handler: acknowledgeAttentionHandler(
          deskOf(store, { ...writeDeps(store, runtime), ...payDeps(env, store, runtime) }),
        ),
      }),
  ),
  'admin/resolve-attention': entry(
    resolveAttentionEnv,
    async ({ env, runtime, store, adminEdge, payDeps, deskOf }) =>
      adminPipeline({
        route: 'resolve-attention',
        contract: resolveAttentionContract,
        deps: await adminEdge(env, store, runtime),
        handler: resolveAttentionHandler(
          deskOf(store, { ...writeDeps(store, runtime), ...payDeps(env, store, runtime) }),
        ),
      }),
  ),
  'admin/approve-attention': entry(
    approveAttentionEnv,
    async ({ env, runtime, store, adminEdge, payDeps, deskOf }) =>
      adminPipeline({
        route: 'approve-attention',
        contract: approveAttentionContract,
        deps: await adminEdge(env, store, runtime),
        handler: approveAttentionHandler(
          deskOf(store, { ...writeDeps(store, runtime), ...payDeps(env, store, runtime) }),
        ),
      }),
  ),
  'admin/resume-saga': entry(
    resumeSagaEnv,
    async ({ env, runtime, store, adminEdge, payDeps, deskOf }) =>
      adminPipeline({
        route: 'resume-saga',
        contract: resumeSagaContract,
        deps: await adminEdge(env, store, runtime),
        handler: resumeSagaHandler(
          deskOf(store, { ...writeDeps(store, runtime), ...payDeps(env, store, runtime) }),
        ),
      }),
  ),
  'admin/get-attention': entry(getAttentionEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'get-attention',
      contract: getAttentionContract,
      deps: await adminEdge(env, store, runtime),
      handler: getAttentionHandler({
        items: dynamoAttentionLookUp(store),
        tenants: dynamoMerchants(store).tenants,
      }),
    }),
  ),
  'admin/list-sagas': entry(listSagasEnv, async ({ env, runtime, store, adminEdge, cursorSeal }) =>
    adminPipeline({
      route: 'list-sagas',
      contract: listSagasContract,
      deps: await adminEdge(env, store, runtime),
      handler: listSagasHandler({
        ...runtime,
        lists: dynamoSagaLists(store, runtime.clock),
        tenants: dynamoMerchants(store).tenants,
        merchants: dynamoMerchants(store),
        seal: cursorSeal(env, runtime),
      }),
    }),
  ),
  'admin/search-payments': entry(
    searchPaymentsEnv,
    async ({ env, runtime, store, adminEdge, cursorSeal }) =>
      adminPipeline({
        route: 'search-payments',
        contract: searchPaymentsContract,
        deps: await adminEdge(env, store, runtime),
        handler: searchPaymentsHandler({
          ...runtime,
          search: dynamoPaymentSearch(store),
          lists: dynamoPaymentLists(store, runtime.clock),
          tenants: dynamoMerchants(store).tenants,
          merchants: dynamoMerchants(store),
          seal: cursorSeal(env, runtime),
        }),
      }),
  ),
  'admin/inspect-payment': entry(
    inspectPaymentEnv,
    async ({ env, runtime, store, adminEdge, payDeps, readNowLater }) => {
      const deps = writeDeps(store, runtime);
      return adminPipeline({
        route: 'inspect-payment',
        contract: inspectPaymentContract,
        deps: await adminEdge(env, store, runtime),
        handler: inspectPaymentHandler(
          { ...deps, readNow: readNowLater({ ...deps, ...payDeps(env, store, runtime) }) },
          ownersOf(store),
        ),
      });
    },
  ),
  'admin/trace-payment': entry(tracePaymentEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'trace-payment',
      contract: tracePaymentContract,
      deps: await adminEdge(env, store, runtime),
      handler: tracePaymentHandler(
        { ...readDeps(store, runtime), events: dynamoEventHistory(store) },
        ownersOf(store),
      ),
    }),
  ),
  'admin/refund-as-operator': entry(
    refundAsOperatorEnv,
    async ({ env, runtime, store, adminEdge, payDeps, refundLater, fieldSealOf }) =>
      adminPipeline({
        route: 'refund-as-operator',
        contract: refundAsOperatorContract,
        deps: await adminEdge(env, store, runtime),
        handler: refundAsOperatorHandler(
          refundLater({
            ...writeDeps(store, runtime),
            ...payDeps(env, store, runtime),
            fieldSeal: fieldSealOf(env, runtime),
          }),
          ownersOf(store),
        ),
      }),
  ),
  'admin/list-merchants': entry(
    listMerchantsEnv,
    async ({ env, runtime, store, adminEdge, cursorSeal }) =>
      adminPipeline({
        route: 'list-merchants',
        contract: listMerchantsContract,
        deps: await adminEdge(env, store, runtime),
        handler: listMerchantsHandler({
          ...runtime,
          lists: dynamoMerchants(store),
          seal: cursorSeal(env, runtime),
          webhookProviders: webhookProvidersOf(env),
        }),
      }),
  ),
  'admin/get-merchant': entry(getMerchantEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'get-merchant',
      contract: getMerchantContract,
      deps: await adminEdge(env, store, runtime),
      handler: getMerchantHandler({
        merchants: dynamoMerchants(store),
        webhookProviders: webhookProvidersOf(env),
      }),
    }),
  ),
  'admin/list-api-keys': entry(listApiKeysEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'list-api-keys',
      contract: listApiKeysContract,
      deps: await adminEdge(env, store, runtime),
      handler: listApiKeysHandler({ merchants: dynamoMerchants(store) }),
    }),
  ),
  'admin/change-merchant': entry(changeMerchantEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'change-merchant',
      contract: changeMerchantContract,
      deps: await adminEdge(env, store, runtime),
      handler: changeMerchantHandler({
        ...writeDeps(store, runtime),
        merchants: dynamoMerchants(store),
        webhookProviders: webhookProvidersOf(env),
      }),
    }),
  ),
  'admin/retire-api-key': entry(retireApiKeyEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'retire-api-key',
      contract: retireApiKeyContract,
      deps: await adminEdge(env, store, runtime),
      handler: retireApiKeyHandler({
        ...writeDeps(store, runtime),
        merchants: dynamoMerchants(store),
      }),
    }),
  ),
  'admin/revoke-api-key': entry(revokeApiKeyEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'revoke-api-key',
      contract: revokeApiKeyContract,
      deps: await adminEdge(env, store, runtime),
      handler: revokeApiKeyHandler({
        ...writeDeps(store, runtime),
        merchants: dynamoMerchants(store),
      }),
    }),
  ),
};
