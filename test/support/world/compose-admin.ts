// The first functions of operators, each ending with the same text as its index.ts.

import { dynamoAttentionItems } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoAuditReads } from '#adapters/dynamo/dynamo-audit-index.ts';
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { getAuditProofContract, listAuditContract } from '#core/contracts/http/audit.ts';
import {
  changeBreakerContract,
  getBreakerContract,
  listBreakersContract,
} from '#core/contracts/http/circuit-breakers.ts';
import { createApiKeyContract } from '#core/contracts/http/create-api-key.ts';
import { createMerchantContract } from '#core/contracts/http/create-merchant.ts';
import {
  getPolicyContract,
  getTrialBalanceContract,
  listPoliciesContract,
} from '#core/contracts/http/desk-books.ts';
import { getSagaContract } from '#core/contracts/http/get-saga.ts';
import { listAttentionContract } from '#core/contracts/http/list-attention.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { readDeps, writeDeps } from '#functions/_wiring/store.ts';
import { webhookProvidersOf } from '#functions/_wiring/webhook-providers.ts';
import { env as changeBreakerEnv } from '#functions/admin/change-breaker/env.ts';
import { changeBreakerHandler } from '#functions/admin/change-breaker/handler.ts';
import { env as createApiKeyEnv } from '#functions/admin/create-api-key/env.ts';
import { createApiKeyHandler } from '#functions/admin/create-api-key/handler.ts';
import { env as createMerchantEnv } from '#functions/admin/create-merchant/env.ts';
import { createMerchantHandler } from '#functions/admin/create-merchant/handler.ts';
import { env as getAuditProofEnv } from '#functions/admin/get-audit-proof/env.ts';
import { getAuditProofHandler } from '#functions/admin/get-audit-proof/handler.ts';
import { env as getBreakerEnv } from '#functions/admin/get-breaker/env.ts';
import { getBreakerHandler } from '#functions/admin/get-breaker/handler.ts';
import { env as getPolicyEnv } from '#functions/admin/get-policy/env.ts';
import { getPolicyHandler } from '#functions/admin/get-policy/handler.ts';
import { env as getSagaEnv } from '#functions/admin/get-saga/env.ts';
import { getSagaHandler } from '#functions/admin/get-saga/handler.ts';
import { env as getTrialBalanceEnv } from '#functions/admin/get-trial-balance/env.ts';
import { getTrialBalanceHandler } from '#functions/admin/get-trial-balance/handler.ts';
import { env as listAttentionEnv } from '#functions/admin/list-attention/env.ts';
import { listAttentionHandler } from '#functions/admin/list-attention/handler.ts';
import { env as listAuditEnv } from '#functions/admin/list-audit/env.ts';
import { listAuditHandler } from '#functions/admin/list-audit/handler.ts';
import { env as listBreakersEnv } from '#functions/admin/list-breakers/env.ts';
import { listBreakersHandler } from '#functions/admin/list-breakers/handler.ts';
import { env as listPoliciesEnv } from '#functions/admin/list-policies/env.ts';
import { listPoliciesHandler } from '#functions/admin/list-policies/handler.ts';
import { entry } from './compose-scope.ts';

export const adminEntries = {
  'admin/create-api-key': entry(
    createApiKeyEnv,
    async ({ env, runtime, store, adminEdge, keySecretsOf }) =>
      adminPipeline({
        route: 'create-api-key',
        contract: createApiKeyContract,
        deps: await adminEdge(env, store, runtime),
        handler: createApiKeyHandler({
          ...writeDeps(store, runtime),
          merchants: dynamoMerchants(store),
          secrets: keySecretsOf(env, runtime),
        }),
      }),
  ),
  'admin/create-merchant': entry(createMerchantEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'create-merchant',
      contract: createMerchantContract,
      deps: await adminEdge(env, store, runtime),
      handler: createMerchantHandler({
        ...writeDeps(store, runtime),
        merchants: dynamoMerchants(store),
        webhookProviders: webhookProvidersOf(env),
      }),
    }),
  ),
  'admin/get-saga': entry(getSagaEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'get-saga',
      contract: getSagaContract,
      deps: await adminEdge(env, store, runtime),
      handler: getSagaHandler({
        sagas: dynamoSagas(store),
        tenants: dynamoMerchants(store).tenants,
      }),
    }),
  ),
  'admin/list-attention': entry(
    listAttentionEnv,
    async ({ env, runtime, store, adminEdge, cursorSeal }) =>
      adminPipeline({
        route: 'list-attention',
        contract: listAttentionContract,
        deps: await adminEdge(env, store, runtime),
        handler: listAttentionHandler({
          ...runtime,
          items: dynamoAttentionItems(store, runtime.clock),
          merchants: dynamoMerchants(store),
          seal: cursorSeal(env, runtime),
        }),
      }),
  ),
  'admin/list-breakers': entry(listBreakersEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'list-breakers',
      contract: listBreakersContract,
      deps: await adminEdge(env, store, runtime),
      handler: listBreakersHandler({ ...runtime, breakers: dynamoBreakers(store) }),
    }),
  ),
  'admin/get-breaker': entry(getBreakerEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'get-breaker',
      contract: getBreakerContract,
      deps: await adminEdge(env, store, runtime),
      handler: getBreakerHandler({ ...runtime, breakers: dynamoBreakers(store) }),
    }),
  ),
  'admin/change-breaker': entry(changeBreakerEnv, async ({ env, runtime, store, adminEdge }) =>
    adminPipeline({
      route: 'change-breaker',
      contract: changeBreakerContract,
      deps: await adminEdge(env, store, runtime),
      handler: changeBreakerHandler({
        ...writeDeps(store, runtime),
        breakers: dynamoBreakers(store),
      }),
    }),
  ),
  'admin/get-audit-proof': entry(
    getAuditProofEnv,
    async ({ env, runtime, store, adminEdge, anchorSignerOf, auditArchiveOf }) =>
      adminPipeline({
        route: 'get-audit-proof',
        contract: getAuditProofContract,
        deps: await adminEdge(env, store, runtime),
        handler: getAuditProofHandler({
          ...runtime,
          reads: dynamoAuditReads(store, runtime.clock),
          archive: auditArchiveOf(env, runtime),
          publicKey: anchorSignerOf(env, runtime).publicKey,
          tenants: dynamoMerchants(store).tenants,
        }),
      }),
  ),
  'admin/list-audit': entry(listAuditEnv, async ({ env, runtime, store, adminEdge, cursorSeal }) =>
    adminPipeline({
      route: 'list-audit',
      contract: listAuditContract,
      deps: await adminEdge(env, store, runtime),
      handler: listAuditHandler({
        ...runtime,
        reads: dynamoAuditReads(store, runtime.clock),
        merchants: dynamoMerchants(store),
        seal: cursorSeal(env, runtime),
      }),
    }),
  ),
  'admin/get-trial-balance': entry(
    getTrialBalanceEnv,
    async ({ env, runtime, store, adminEdge, cursorSeal }) =>
      adminPipeline({
        route: 'get-trial-balance',
        contract: getTrialBalanceContract,
        deps: await adminEdge(env, store, runtime),
        handler: getTrialBalanceHandler({
          ...readDeps(store, runtime),
          lists: dynamoPaymentLists(store, runtime.clock),
          merchants: dynamoMerchants(store),
          seal: cursorSeal(env, runtime),
        }),
      }),
  ),
  'admin/list-policies': entry(
    listPoliciesEnv,
    async ({ env, runtime, store, adminEdge, bundledPolicies }) =>
      adminPipeline({
        route: 'list-policies',
        contract: listPoliciesContract,
        deps: await adminEdge(env, store, runtime),
        handler: listPoliciesHandler({
          ...runtime,
          policies: bundledPolicies(env.policyBundle, import.meta.url),
        }),
      }),
  ),
  'admin/get-policy': entry(
    getPolicyEnv,
    async ({ env, runtime, store, adminEdge, bundledPolicies }) =>
      adminPipeline({
        route: 'get-policy',
        contract: getPolicyContract,
        deps: await adminEdge(env, store, runtime),
        handler: getPolicyHandler({
          ...runtime,
          policies: bundledPolicies(env.policyBundle, import.meta.url),
        }),
      }),
  ),
};
