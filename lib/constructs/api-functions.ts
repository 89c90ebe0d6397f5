// The functions behind the public API, with their rights beside them.
import { env as authorizePayment } from '#functions/api/authorize-payment/env.ts';
import { env as cancelOrder } from '#functions/api/cancel-order/env.ts';
import { env as cancelPayment } from '#functions/api/cancel-payment/env.ts';
import { env as capturePayment } from '#functions/api/capture-payment/env.ts';
import { env as completeService } from '#functions/api/complete-service/env.ts';
import { env as confirmPayment } from '#functions/api/confirm-payment/env.ts';
import { env as createOrder } from '#functions/api/create-order/env.ts';
import { env as failService } from '#functions/api/fail-service/env.ts';
import { env as getDocuments } from '#functions/api/get-documents/env.ts';
import { env as getHealth } from '#functions/api/get-health/env.ts';
import { env as getIdempotencyRecord } from '#functions/api/get-idempotency-record/env.ts';
import { env as getOrder } from '#functions/api/get-order/env.ts';
import { env as getPayment } from '#functions/api/get-payment/env.ts';
import { env as getPaymentTimeline } from '#functions/api/get-payment-timeline/env.ts';
import { env as getRefund } from '#functions/api/get-refund/env.ts';
import { env as giveRefundAccount } from '#functions/api/give-refund-account/env.ts';
import { env as listOrders } from '#functions/api/list-orders/env.ts';
import { env as listPaymentRefunds } from '#functions/api/list-payment-refunds/env.ts';
import { env as listPayments } from '#functions/api/list-payments/env.ts';
import { env as listRefunds } from '#functions/api/list-refunds/env.ts';
import { env as receivePgWebhook } from '#functions/api/receive-pg-webhook/env.ts';
import { env as refundPayment } from '#functions/api/refund-payment/env.ts';
import { env as refuseUnknownRoute } from '#functions/api/refuse-unknown-route/env.ts';
import { env as requestRefund } from '#functions/api/request-refund/env.ts';
import type { DefineFunction } from './function-set.ts';
import { grants, signedReadGrants, signedWriteGrants } from './grants.ts';

const open = { timeoutSeconds: 10, memoryMb: 1024, grants: [] } as const;
const read = { timeoutSeconds: 10, memoryMb: 1024 } as const;
const write = { timeoutSeconds: 15, memoryMb: 1024 } as const;

const money = {
  timeoutSeconds: 25,
  memoryMb: 1024,
  grants: [...signedWriteGrants, grants.readPgSecret],
} as const;

const listGrants = [
  ...signedReadGrants,
  grants.queryByUser,
  grants.queryByTime,
  grants.readCursorSecret,
];

const openFunctions = (define: DefineFunction) => [
  define({ folder: 'api/get-health', schema: getHealth, ...open }),
  define({ folder: 'api/get-documents', schema: getDocuments, ...open }),
  define({
    folder: 'api/refuse-unknown-route',
    schema: refuseUnknownRoute,
    ...open,
  }),
  define({
    folder: 'api/receive-pg-webhook',
    schema: receivePgWebhook,
    ...open,
    grants: [grants.readEndpoint, grants.markSeen, grants.readWebhookSecret, grants.sendPgWebhook],
  }),
];

const readFunctions = (define: DefineFunction) => [
  define({
    folder: 'api/list-orders',
    schema: listOrders,
    ...read,
    grants: listGrants,
  }),
  define({
    folder: 'api/get-order',
    schema: getOrder,
    ...read,
    grants: signedReadGrants,
  }),
  define({
    folder: 'api/list-payments',
    schema: listPayments,
    ...read,
    grants: listGrants,
  }),
  define({
    folder: 'api/get-payment',
    schema: getPayment,
    ...read,
    // `refresh=true` reads the PG, and what that proves is recorded.
    grants: [...signedWriteGrants, grants.readPgSecret],
  }),
  define({
    folder: 'api/get-payment-timeline',
    schema: getPaymentTimeline,
    ...read,
    grants: [...signedReadGrants, grants.queryOutbox],
  }),
  define({
    folder: 'api/get-refund',
    schema: getRefund,
    ...read,
    grants: signedReadGrants,
  }),
  define({
    folder: 'api/list-refunds',
    schema: listRefunds,
    ...read,
    grants: [...signedReadGrants, grants.queryByTime, grants.readCursorSecret],
  }),
  define({
    folder: 'api/list-payment-refunds',
    schema: listPaymentRefunds,
    ...read,
    grants: [...signedReadGrants, grants.readCursorSecret],
  }),
  define({
    folder: 'api/get-idempotency-record',
    schema: getIdempotencyRecord,
    ...read,
    grants: [...signedReadGrants, grants.readIdempotency],
  }),
];

/** A refund seals the account it is given, and opens it for the call. */
const refundGrants = [
  ...signedWriteGrants,
  grants.readPgSecret,
  grants.sealPersonalData,
  grants.openPersonalData,
];

const writeFunctions = (define: DefineFunction) => [
  define({
    folder: 'api/create-order',
    schema: createOrder,
    ...write,
    grants: [...signedWriteGrants, grants.sealPersonalData],
  }),
  define({
    folder: 'api/complete-service',
    schema: completeService,
    ...write,
    grants: signedWriteGrants,
  }),
  define({
    folder: 'api/fail-service',
    schema: failService,
    ...write,
    grants: signedWriteGrants,
  }),
];

/** They call the PG: ten seconds for the call, three for its record, and what comes before them. */
const moneyFunctions = (define: DefineFunction) => [
  define({ folder: 'api/cancel-order', schema: cancelOrder, ...money }),
  define({ folder: 'api/cancel-payment', schema: cancelPayment, ...money }),
  define({ folder: 'api/confirm-payment', schema: confirmPayment, ...money }),
  define({ folder: 'api/authorize-payment', schema: authorizePayment, ...money }),
  define({ folder: 'api/capture-payment', schema: capturePayment, ...money }),
  define({ folder: 'api/refund-payment', schema: refundPayment, ...money }),
  define({ folder: 'api/request-refund', schema: requestRefund, ...money, grants: refundGrants }),
  define({
    folder: 'api/give-refund-account',
    schema: giveRefundAccount,
    ...money,
    grants: refundGrants,
  }),
];

export const apiFunctions = (define: DefineFunction) => [
  ...openFunctions(define),
  ...readFunctions(define),
  ...writeFunctions(define),
  ...moneyFunctions(define),
];
