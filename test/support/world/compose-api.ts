// The functions of the public API, each ending with the same text as its index.ts.

import { dynamoIdempotencyRecords } from '#adapters/dynamo/dynamo-idempotency.ts';
import { dynamoOrderLists, dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import { dynamoEventHistory } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoRefundLists, dynamoRefundOwners } from '#adapters/dynamo/dynamo-refunds.ts';
import { createOrderContract } from '#core/contracts/http/create-order.ts';
import { getIdempotencyRecordContract } from '#core/contracts/http/get-idempotency-record.ts';
import { getOrderContract } from '#core/contracts/http/get-order.ts';
import { getPaymentContract } from '#core/contracts/http/get-payment.ts';
import { getPaymentTimelineContract } from '#core/contracts/http/get-payment-timeline.ts';
import { getRefundContract } from '#core/contracts/http/get-refund.ts';
import { giveRefundAccountContract } from '#core/contracts/http/give-refund-account.ts';
import { listOrdersContract } from '#core/contracts/http/list-orders.ts';
import { listPaymentsContract } from '#core/contracts/http/list-payments.ts';
import {
  listPaymentRefundsContract,
  listRefundsContract,
} from '#core/contracts/http/list-refunds.ts';
import {
  completeServiceContract,
  failServiceContract,
} from '#core/contracts/http/service-callbacks.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { openPipeline } from '#functions/_pipeline/open.ts';
import { webhookPipeline } from '#functions/_pipeline/webhook.ts';
import { readDeps, writeDeps } from '#functions/_wiring/store.ts';
import { env as completeServiceEnv } from '#functions/api/complete-service/env.ts';
import { completeServiceHandler } from '#functions/api/complete-service/handler.ts';
import { env as createOrderEnv } from '#functions/api/create-order/env.ts';
import { createOrderHandler } from '#functions/api/create-order/handler.ts';
import { env as failServiceEnv } from '#functions/api/fail-service/env.ts';
import { failServiceHandler } from '#functions/api/fail-service/handler.ts';
import { env as getDocumentsEnv } from '#functions/api/get-documents/env.ts';
import { getDocumentsHandler } from '#functions/api/get-documents/handler.ts';
import { env as getHealthEnv } from '#functions/api/get-health/env.ts';
import { getHealthHandler, getHealthQuery } from '#functions/api/get-health/handler.ts';
import { env as getIdempotencyRecordEnv } from '#functions/api/get-idempotency-record/env.ts';
import { getIdempotencyRecordHandler } from '#functions/api/get-idempotency-record/handler.ts';
import { env as getOrderEnv } from '#functions/api/get-order/env.ts';
import { getOrderHandler } from '#functions/api/get-order/handler.ts';
import { env as getPaymentEnv } from '#functions/api/get-payment/env.ts';
import { getPaymentHandler } from '#functions/api/get-payment/handler.ts';
import { env as getPaymentTimelineEnv } from '#functions/api/get-payment-timeline/env.ts';
import { getPaymentTimelineHandler } from '#functions/api/get-payment-timeline/handler.ts';
import { env as getRefundEnv } from '#functions/api/get-refund/env.ts';
import { getRefundHandler } from '#functions/api/get-refund/handler.ts';
import { env as giveRefundAccountEnv } from '#functions/api/give-refund-account/env.ts';
import { giveRefundAccountHandler } from '#functions/api/give-refund-account/handler.ts';
import { env as listOrdersEnv } from '#functions/api/list-orders/env.ts';
import { listOrdersHandler } from '#functions/api/list-orders/handler.ts';
import { env as listPaymentRefundsEnv } from '#functions/api/list-payment-refunds/env.ts';
import { listPaymentRefundsHandler } from '#functions/api/list-payment-refunds/handler.ts';
import { env as listPaymentsEnv } from '#functions/api/list-payments/env.ts';
import { listPaymentsHandler } from '#functions/api/list-payments/handler.ts';
import { env as listRefundsEnv } from '#functions/api/list-refunds/env.ts';
import { listRefundsHandler } from '#functions/api/list-refunds/handler.ts';
import { env as receivePgWebhookEnv } from '#functions/api/receive-pg-webhook/env.ts';
import { receivePgWebhookHandler } from '#functions/api/receive-pg-webhook/handler.ts';
import { env as refuseUnknownRouteEnv } from '#functions/api/refuse-unknown-route/env.ts';
import { refuseUnknownRouteHandler } from '#functions/api/refuse-unknown-route/handler.ts';
import { entry } from './compose-scope.ts';

export const apiEntries = {
  'api/complete-service': entry(completeServiceEnv, async ({ env, runtime, store, signedEdge }) =>
    httpPipeline({
      route: 'complete-service',
      contract: completeServiceContract,
      deps: await signedEdge(env, store, runtime),
      handler: completeServiceHandler(writeDeps(store, runtime)),
    }),
  ),
  'api/create-order': entry(
    createOrderEnv,
    async ({ env, runtime, store, bundledPolicies, fieldSealOf, signedEdge }) =>
      httpPipeline({
        route: 'create-order',
        contract: createOrderContract,
        deps: await signedEdge(env, store, runtime),
        handler: createOrderHandler({
          ...writeDeps(store, runtime),
          fieldSeal: fieldSealOf(env, runtime),
          policies: bundledPolicies(env.policyBundle, import.meta.url),
        }),
      }),
  ),
  'api/fail-service': entry(failServiceEnv, async ({ env, runtime, store, signedEdge }) =>
    httpPipeline({
      route: 'fail-service',
      contract: failServiceContract,
      deps: await signedEdge(env, store, runtime),
      handler: failServiceHandler(writeDeps(store, runtime)),
    }),
  ),
  'api/get-documents': entry(getDocumentsEnv, ({ runtime, bundledFile }) => {
    const deps = runtime;
    const openapi = bundledFile('openapi.json', import.meta.url);
    const page = bundledFile('index.html', import.meta.url);
    return openPipeline({
      name: 'get-documents',
      deps,
      handler: getDocumentsHandler({ openapi, page }),
    });
  }),
  'api/get-health': entry(getHealthEnv, ({ env, runtime }) => {
    const names = env;
    const deps = runtime;
    const { clock } = runtime;
    return openPipeline({
      name: 'get-health',
      deps,
      query: getHealthQuery,
      handler: getHealthHandler({ clock, version: names.fluxpayVersion }),
    });
  }),
  'api/get-idempotency-record': entry(
    getIdempotencyRecordEnv,
    async ({ env, runtime, store, signedEdge }) =>
      httpPipeline({
        route: 'get-idempotency-record',
        contract: getIdempotencyRecordContract,
        deps: await signedEdge(env, store, runtime),
        handler: getIdempotencyRecordHandler({
          records: dynamoIdempotencyRecords(store, runtime.clock),
        }),
      }),
  ),
  'api/get-order': entry(getOrderEnv, async ({ env, runtime, store, signedEdge }) =>
    httpPipeline({
      route: 'get-order',
      contract: getOrderContract,
      deps: await signedEdge(env, store, runtime),
      handler: getOrderHandler(readDeps(store, runtime)),
    }),
  ),
  'api/get-payment-timeline': entry(
    getPaymentTimelineEnv,
    async ({ env, runtime, store, signedEdge }) =>
      httpPipeline({
        route: 'get-payment-timeline',
        contract: getPaymentTimelineContract,
        deps: await signedEdge(env, store, runtime),
        handler: getPaymentTimelineHandler({
          ...readDeps(store, runtime),
          events: dynamoEventHistory(store),
        }),
      }),
  ),
  'api/get-payment': entry(
    getPaymentEnv,
    async ({ env, runtime, store, payDeps, readNowLater, signedEdge }) => {
      const deps = writeDeps(store, runtime);
      return httpPipeline({
        route: 'get-payment',
        contract: getPaymentContract,
        deps: await signedEdge(env, store, runtime),
        handler: getPaymentHandler({
          ...deps,
          readNow: readNowLater({ ...deps, ...payDeps(env, store, runtime) }),
        }),
      });
    },
  ),
  'api/list-orders': entry(listOrdersEnv, async ({ env, runtime, store, cursorSeal, signedEdge }) =>
    httpPipeline({
      route: 'list-orders',
      contract: listOrdersContract,
      deps: await signedEdge(env, store, runtime),
      handler: listOrdersHandler({
        ...runtime,
        lists: dynamoOrderLists(store, runtime.clock),
        seal: cursorSeal(env, runtime),
      }),
    }),
  ),
  'api/list-payments': entry(
    listPaymentsEnv,
    async ({ env, runtime, store, cursorSeal, signedEdge }) =>
      httpPipeline({
        route: 'list-payments',
        contract: listPaymentsContract,
        deps: await signedEdge(env, store, runtime),
        handler: listPaymentsHandler({
          ...runtime,
          lists: dynamoPaymentLists(store, runtime.clock),
          seal: cursorSeal(env, runtime),
        }),
      }),
  ),
  'api/get-refund': entry(getRefundEnv, async ({ env, runtime, store, signedEdge }) =>
    httpPipeline({
      route: 'get-refund',
      contract: getRefundContract,
      deps: await signedEdge(env, store, runtime),
      handler: getRefundHandler({
        ...readDeps(store, runtime),
        owners: dynamoRefundOwners(store),
      }),
    }),
  ),
  'api/give-refund-account': entry(
    giveRefundAccountEnv,
    async ({ env, runtime, store, payDeps, fieldSealOf, signedEdge }) =>
      httpPipeline({
        route: 'give-refund-account',
        contract: giveRefundAccountContract,
        deps: await signedEdge(env, store, runtime),
        handler: giveRefundAccountHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
          owners: dynamoRefundOwners(store),
          fieldSeal: fieldSealOf(env, runtime),
        }),
      }),
  ),
  'api/list-refunds': entry(
    listRefundsEnv,
    async ({ env, runtime, store, cursorSeal, signedEdge }) =>
      httpPipeline({
        route: 'list-refunds',
        contract: listRefundsContract,
        deps: await signedEdge(env, store, runtime),
        handler: listRefundsHandler({
          ...runtime,
          lists: dynamoRefundLists(store, runtime.clock),
          seal: cursorSeal(env, runtime),
        }),
      }),
  ),
  'api/list-payment-refunds': entry(
    listPaymentRefundsEnv,
    async ({ env, runtime, store, cursorSeal, signedEdge }) =>
      httpPipeline({
        route: 'list-payment-refunds',
        contract: listPaymentRefundsContract,
        deps: await signedEdge(env, store, runtime),
        handler: listPaymentRefundsHandler({
          ...readDeps(store, runtime),
          seal: cursorSeal(env, runtime),
        }),
      }),
  ),
  'api/receive-pg-webhook': entry(receivePgWebhookEnv, ({ env, runtime, store, webhookIntake }) =>
    webhookPipeline({
      deps: runtime,
      handler: receivePgWebhookHandler(webhookIntake(env, store, runtime)),
    }),
  ),
  'api/refuse-unknown-route': entry(refuseUnknownRouteEnv, ({ runtime }) => {
    const deps = runtime;
    return openPipeline({
      name: 'refuse-unknown-route',
      deps,
      handler: refuseUnknownRouteHandler(),
    });
  }),
};
