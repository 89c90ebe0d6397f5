// The routes that call the PG, each ending with the same text as its index.ts.
import { authorizePaymentContract } from '#core/contracts/http/authorize-payment.ts';
import { cancelOrderContract } from '#core/contracts/http/cancel-order.ts';
import { cancelPaymentContract } from '#core/contracts/http/cancel-payment.ts';
import { capturePaymentContract } from '#core/contracts/http/capture-payment.ts';
import { confirmPaymentContract } from '#core/contracts/http/confirm-payment.ts';
import { refundPaymentContract } from '#core/contracts/http/refund-payment.ts';
import { requestRefundContract } from '#core/contracts/http/request-refund.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { writeDeps } from '#functions/_wiring/store.ts';
import { env as authorizePaymentEnv } from '#functions/api/authorize-payment/env.ts';
import { authorizePaymentHandler } from '#functions/api/authorize-payment/handler.ts';
import { env as cancelOrderEnv } from '#functions/api/cancel-order/env.ts';
import { cancelOrderHandler } from '#functions/api/cancel-order/handler.ts';
import { env as cancelPaymentEnv } from '#functions/api/cancel-payment/env.ts';
import { cancelPaymentHandler } from '#functions/api/cancel-payment/handler.ts';
import { env as capturePaymentEnv } from '#functions/api/capture-payment/env.ts';
import { capturePaymentHandler } from '#functions/api/capture-payment/handler.ts';
import { env as confirmPaymentEnv } from '#functions/api/confirm-payment/env.ts';
import { confirmPaymentHandler } from '#functions/api/confirm-payment/handler.ts';
import { env as refundPaymentEnv } from '#functions/api/refund-payment/env.ts';
import { refundPaymentHandler } from '#functions/api/refund-payment/handler.ts';
import { env as requestRefundEnv } from '#functions/api/request-refund/env.ts';
import { requestRefundHandler } from '#functions/api/request-refund/handler.ts';
import { entry } from './compose-scope.ts';

export const moneyEntries = {
  'api/authorize-payment': entry(
    authorizePaymentEnv,
    async ({ env, runtime, store, payDeps, policiesLater, signedEdge }) =>
      httpPipeline({
        route: 'authorize-payment',
        contract: authorizePaymentContract,
        deps: await signedEdge(env, store, runtime),
        handler: authorizePaymentHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
          loadPolicies: policiesLater(env.policyBundle, import.meta.url),
        }),
      }),
  ),
  'api/cancel-order': entry(cancelOrderEnv, async ({ env, runtime, store, voidDeps, signedEdge }) =>
    httpPipeline({
      route: 'cancel-order',
      contract: cancelOrderContract,
      deps: await signedEdge(env, store, runtime),
      handler: cancelOrderHandler({
        ...writeDeps(store, runtime),
        ...voidDeps(env, store, runtime),
      }),
    }),
  ),
  'api/cancel-payment': entry(
    cancelPaymentEnv,
    async ({ env, runtime, store, voidDeps, signedEdge }) =>
      httpPipeline({
        route: 'cancel-payment',
        contract: cancelPaymentContract,
        deps: await signedEdge(env, store, runtime),
        handler: cancelPaymentHandler({
          ...writeDeps(store, runtime),
          ...voidDeps(env, store, runtime),
        }),
      }),
  ),
  'api/capture-payment': entry(
    capturePaymentEnv,
    async ({ env, runtime, store, payDeps, signedEdge }) =>
      httpPipeline({
        route: 'capture-payment',
        contract: capturePaymentContract,
        deps: await signedEdge(env, store, runtime),
        handler: capturePaymentHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
        }),
      }),
  ),
  'api/confirm-payment': entry(
    confirmPaymentEnv,
    async ({ env, runtime, store, payDeps, signedEdge }) =>
      httpPipeline({
        route: 'confirm-payment',
        contract: confirmPaymentContract,
        deps: await signedEdge(env, store, runtime),
        handler: confirmPaymentHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
        }),
      }),
  ),
  'api/refund-payment': entry(
    refundPaymentEnv,
    async ({ env, runtime, store, payDeps, signedEdge }) =>
      httpPipeline({
        route: 'refund-payment',
        contract: refundPaymentContract,
        deps: await signedEdge(env, store, runtime),
        handler: refundPaymentHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
        }),
      }),
  ),
  'api/request-refund': entry(
    requestRefundEnv,
    async ({ env, runtime, store, payDeps, fieldSealOf, signedEdge }) =>
      httpPipeline({
        route: 'request-refund',
        contract: requestRefundContract,
        deps: await signedEdge(env, store, runtime),
        handler: requestRefundHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
          fieldSeal: fieldSealOf(env, runtime),
        }),
      }),
  ),
};
