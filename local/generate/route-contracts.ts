// The contract of every route, by its name in the route table. A route without one does not compile.

import {
  acknowledgeAttentionContract,
  approveAttentionContract,
  getAttentionContract,
  resolveAttentionContract,
} from '#core/contracts/http/act-on-attention.ts';
import { getAuditProofContract, listAuditContract } from '#core/contracts/http/audit.ts';
import { authorizePaymentContract } from '#core/contracts/http/authorize-payment.ts';
import { cancelOrderContract } from '#core/contracts/http/cancel-order.ts';
import { cancelPaymentContract } from '#core/contracts/http/cancel-payment.ts';
import { capturePaymentContract } from '#core/contracts/http/capture-payment.ts';
import {
  changeBreakerContract,
  getBreakerContract,
  listBreakersContract,
} from '#core/contracts/http/circuit-breakers.ts';
import { confirmPaymentContract } from '#core/contracts/http/confirm-payment.ts';
import { createApiKeyContract } from '#core/contracts/http/create-api-key.ts';
import { createMerchantContract } from '#core/contracts/http/create-merchant.ts';
import { createOrderContract } from '#core/contracts/http/create-order.ts';
import {
  getPolicyContract,
  getTrialBalanceContract,
  listPoliciesContract,
} from '#core/contracts/http/desk-books.ts';
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
import { receivePgWebhookContract } from '#core/contracts/http/receive-pg-webhook.ts';
import { refundPaymentContract } from '#core/contracts/http/refund-payment.ts';
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
  'cancel-payment': cancelPaymentContract,
  'get-payment': getPaymentContract,
  'list-payments': listPaymentsContract,
  'get-payment-timeline': getPaymentTimelineContract,
  'request-refund': requestRefundContract,
  'authorize-payment': authorizePaymentContract,
  'capture-payment': capturePaymentContract,
  'refund-payment': refundPaymentContract,
  'list-payment-refunds': listPaymentRefundsContract,
  'get-refund': getRefundContract,
  'give-refund-account': giveRefundAccountContract,
  'list-refunds': listRefundsContract,
  'complete-service': completeServiceContract,
  'fail-service': failServiceContract,
  'receive-pg-webhook': receivePgWebhookContract,
  'get-idempotency-record': getIdempotencyRecordContract,
  'get-health': getHealthContract,
  'create-merchant': createMerchantContract,
  'create-api-key': createApiKeyContract,
  'list-attention': listAttentionContract,
  'get-saga': getSagaContract,
  'get-policy': getPolicyContract,
  'list-policies': listPoliciesContract,
  'get-trial-balance': getTrialBalanceContract,
  'revoke-api-key': revokeApiKeyContract,
  'retire-api-key': retireApiKeyContract,
  'change-merchant': changeMerchantContract,
  'list-api-keys': listApiKeysContract,
  'get-merchant': getMerchantContract,
  'list-merchants': listMerchantsContract,
  'refund-as-operator': refundAsOperatorContract,
  'trace-payment': tracePaymentContract,
  'inspect-payment': inspectPaymentContract,
  'search-payments': searchPaymentsContract,
  'list-sagas': listSagasContract,
  'get-attention': getAttentionContract,
  'resume-saga': resumeSagaContract,
  'approve-attention': approveAttentionContract,
  'resolve-attention': resolveAttentionContract,
  'acknowledge-attention': acknowledgeAttentionContract,
  'list-audit': listAuditContract,
  'get-audit-proof': getAuditProofContract,
  'list-breakers': listBreakersContract,
  'get-breaker': getBreakerContract,
  'change-breaker': changeBreakerContract,
};

export type DocumentedRoute = keyof typeof routeContracts;
