// The tasks of the saga, each ending with the same text as its index.ts.
import { stepPipeline } from '#functions/_pipeline/step.ts';
import { writeDeps } from '#functions/_wiring/store.ts';
import { env as awaitCancelEnv } from '#functions/steps/await-cancel/env.ts';
import { awaitCancelHandler } from '#functions/steps/await-cancel/handler.ts';
import { env as cancelOrderEnv } from '#functions/steps/cancel-order/env.ts';
import { cancelOrderHandler } from '#functions/steps/cancel-order/handler.ts';
import { env as cancelPaymentEnv } from '#functions/steps/cancel-payment/env.ts';
import { cancelPaymentHandler } from '#functions/steps/cancel-payment/handler.ts';
import { env as completeOrderEnv } from '#functions/steps/complete-order/env.ts';
import { completeOrderHandler } from '#functions/steps/complete-order/handler.ts';
import { env as raiseAttentionEnv } from '#functions/steps/raise-attention/env.ts';
import { raiseAttentionHandler } from '#functions/steps/raise-attention/handler.ts';
import { env as requestServiceEnv } from '#functions/steps/request-service/env.ts';
import { requestServiceHandler } from '#functions/steps/request-service/handler.ts';
import { env as settleServiceEnv } from '#functions/steps/settle-service/env.ts';
import { settleServiceHandler } from '#functions/steps/settle-service/handler.ts';
import { entry } from './compose-scope.ts';

export const stepsEntries = {
  'steps/await-cancel': entry(awaitCancelEnv, ({ runtime, store }) =>
    stepPipeline({
      state: 'AwaitCancel',
      deps: runtime,
      handler: awaitCancelHandler(writeDeps(store, runtime)),
    }),
  ),
  'steps/cancel-order': entry(cancelOrderEnv, ({ runtime, store }) =>
    stepPipeline({
      state: 'CancelOrder',
      deps: runtime,
      handler: cancelOrderHandler(writeDeps(store, runtime)),
    }),
  ),
  'steps/cancel-payment': entry(cancelPaymentEnv, ({ env, runtime, store, payDeps }) =>
    stepPipeline({
      state: 'CancelPayment',
      deps: runtime,
      handler: cancelPaymentHandler({
        ...writeDeps(store, runtime),
        ...payDeps(env, store, runtime),
      }),
    }),
  ),
  'steps/complete-order': entry(completeOrderEnv, ({ runtime, store }) =>
    stepPipeline({
      state: 'CompleteOrder',
      deps: runtime,
      handler: completeOrderHandler(writeDeps(store, runtime)),
    }),
  ),
  'steps/raise-attention': entry(raiseAttentionEnv, ({ runtime, store }) =>
    stepPipeline({
      state: 'NeedsAttention',
      deps: runtime,
      handler: raiseAttentionHandler(writeDeps(store, runtime)),
    }),
  ),
  'steps/request-service': entry(requestServiceEnv, ({ runtime, store }) =>
    stepPipeline({
      state: 'ExecuteService',
      deps: runtime,
      handler: requestServiceHandler(writeDeps(store, runtime)),
    }),
  ),
  'steps/settle-service': entry(settleServiceEnv, ({ runtime, store }) =>
    stepPipeline({
      state: 'SettleService',
      deps: runtime,
      handler: settleServiceHandler(writeDeps(store, runtime)),
    }),
  ),
};
