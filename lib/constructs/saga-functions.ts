// The tasks of the state machine. A function ends two seconds before its state does; where the
// state waits for a token, the function itself has ten seconds.
import { env as awaitCancel } from '#functions/steps/await-cancel/env.ts';
import { env as cancelOrder } from '#functions/steps/cancel-order/env.ts';
import { env as cancelPayment } from '#functions/steps/cancel-payment/env.ts';
import { env as completeOrder } from '#functions/steps/complete-order/env.ts';
import { env as raiseAttention } from '#functions/steps/raise-attention/env.ts';
import { env as requestService } from '#functions/steps/request-service/env.ts';
import { env as settleService } from '#functions/steps/settle-service/env.ts';
import type { DefineFunction } from './function-set.ts';
import { grants, transactionGrants } from './grants.ts';

const step = (timeoutSeconds: number) => ({ timeoutSeconds, memoryMb: 512 });

export const sagaFunctions = (define: DefineFunction) => [
  define({
    folder: 'steps/request-service',
    schema: requestService,
    ...step(10),
    grants: transactionGrants,
  }),
  define({
    folder: 'steps/complete-order',
    schema: completeOrder,
    ...step(8),
    grants: transactionGrants,
  }),
  define({
    folder: 'steps/settle-service',
    schema: settleService,
    ...step(8),
    grants: transactionGrants,
  }),
  define({
    folder: 'steps/cancel-payment',
    schema: cancelPayment,
    ...step(23),
    grants: [...transactionGrants, grants.readPgSecret],
  }),
  define({
    folder: 'steps/await-cancel',
    schema: awaitCancel,
    ...step(10),
    grants: transactionGrants,
  }),
  define({
    folder: 'steps/cancel-order',
    schema: cancelOrder,
    ...step(8),
    grants: transactionGrants,
  }),
  define({
    folder: 'steps/raise-attention',
    schema: raiseAttention,
    ...step(28),
    grants: transactionGrants,
  }),
];
