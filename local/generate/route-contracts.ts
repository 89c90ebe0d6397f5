// The contract of every route, by its name in the route table. A route without one does not compile.
import { cancelOrderContract } from '#core/contracts/http/cancel-order.ts';
import { confirmPaymentContract } from '#core/contracts/http/confirm-payment.ts';
import { createApiKeyContract } from '#core/contracts/http/create-api-key.ts';
import { createMerchantContract } from '#core/contracts/http/create-merchant.ts';
import { createOrderContract } from '#core/contracts/http/create-order.ts';
import { getHealthContract } from '#core/contracts/http/get-health.ts';
import { getIdempotencyRecordContract } from '#core/contracts/http/get-idempotency-record.ts';
import { getOrderContract } from '#core/contracts/http/get-order.ts';
import { getPaymentContract } from '#core/contracts/http/get-payment.ts';
import { getPaymentTimelineContract } from '#core/contracts/http/get-payment-timeline.ts';
import { getRefundContract } from '#core/contracts/http/get-refund.ts';
import { getSagaContract } from '#core/contracts/http/get-saga.ts';
import { giveRefundAccountContract } from '#core/contracts/http/give-refund-account.ts';
import { listAttentionContract } from '#core/contracts/http/list-attention.ts';
import { listOrdersContract } from '#core/contracts/http/list-orders.ts';
import { listPaymentsContract } from '#core/contracts/http/list-payments.ts';
import {
  listPaymentRefundsContract,
  listRefundsContract,
} from '#core/contracts/http/list-refunds.ts';
import { requestRefundContract } from '#core/contracts/http/request-refund.ts';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import type { RouteId } from '#core/contracts/http/route-table.ts';
import {
  completeServiceContract,
  failServiceContract,
} from '#core/contracts/http/service-callbacks.ts';

/** `get-documents` answers bare documents, so it has no contract of its own. */
export const routeContracts: Readonly<Record<Exclude<RouteId, 'get-documents'>, RouteContract>> = {
  'create-order': createOrderContract,
  'get-order': getOrderContract,
  'list-orders': listOrdersContract,
  'cancel-order': cancelOrderContract,
  'confirm-payment': confirmPaymentContract,
  'get-payment': getPaymentContract,
  'list-payments': listPaymentsContract,
  'get-payment-timeline': getPaymentTimelineContract,
  'request-refund': requestRefundContract,
  'list-payment-refunds': listPaymentRefundsContract,
  'get-refund': getRefundContract,
  'give-refund-account': giveRefundAccountContract,
  'list-refunds': listRefundsContract,
  'complete-service': completeServiceContract,
  'fail-service': failServiceContract,
  'get-idempotency-record': getIdempotencyRecordContract,
  'get-health': getHealthContract,
  'create-merchant': createMerchantContract,
  'create-api-key': createApiKeyContract,
  'list-attention': listAttentionContract,
  'get-saga': getSagaContract,
};

export type DocumentedRoute = keyof typeof routeContracts;
