// Examples of requests and results, word for word those of the API specification.
import type { DocumentedRoute } from './route-contracts.ts';

export interface RouteExample {
  readonly body?: unknown;
  readonly result?: unknown;
}

const orderId = 'ord_01KJPBG54TEGFV0XS2T709NSFK';
const paymentId = 'pay_01KJPBG54TFCY9TKJZC1RR54X4';
const serviceRequestId = 'svc_01KJPBH91CEATA3HBDFT7S04HM';

const order = {
  orderId,
  userId: 'user-42',
  serviceId: 'lumen-ai',
  policyVersion: 3,
  kind: 'PURCHASE',
  status: 'PENDING',
  displayStatus: 'PENDING',
  amount: 10_000,
  pgAmount: 10_000,
  creditAmount: 0,
  taxFreeAmount: 0,
  currency: 'KRW',
  orderName: '이미지 생성',
  lineItems: [
    { productId: 'p-1', productName: '이미지 생성', quantity: 2, unitPrice: 5_000, amount: 10_000 },
  ],
  fulfilment: 'callback',
  payments: [{ paymentId, status: 'READY' }],
  checkout: {
    provider: 'toss',
    clientKey: 'test_ck_liar_tliar01',
    pgOrderId: orderId,
    amount: 10_000,
    currency: 'KRW',
    orderName: '이미지 생성',
    expiresAt: '2026-03-02T04:34:31.002Z',
  },
  refundStatus: 'NONE',
  refundedAmount: 0,
  version: 1,
  createdAt: '2026-03-02T04:04:31.002Z',
  expiresAt: '2026-03-02T04:34:31.002Z',
};

const payment = {
  paymentId,
  orderId,
  userId: 'user-42',
  provider: 'toss',
  pgTxId: 'txrd_a0k3m9',
  method: { type: 'CARD', cardMasked: '12345678****000*', installmentMonths: 0 },
  status: 'APPROVED',
  amount: 10_000,
  pgAmount: 10_000,
  creditAmount: 0,
  currency: 'KRW',
  tax: { supply: 9_091, vat: 909, taxFree: 0 },
  authorizedAmount: 10_000,
  capturedAmount: 10_000,
  refundedAmount: 0,
  refundingAmount: 0,
  refundableAmount: 10_000,
  approvalNumber: '00012345',
  ledgerEntries: [
    {
      debitAccount: 'pg_receivable:toss',
      creditAccount: 'order_deferred',
      amount: 10_000,
      currency: 'KRW',
      occurredAt: '2026-03-02T04:05:06.789Z',
    },
  ],
  version: 3,
  createdAt: '2026-03-02T04:04:31.002Z',
  approvedAt: '2026-03-02T04:05:06.789Z',
};

export const refundExample = {
  refundId: 'rf_01KJPD72S0F88RR8GX7S7N0RBJ',
  paymentId,
  orderId,
  amount: 3_000,
  pgAmount: 3_000,
  creditAmount: 0,
  currency: 'KRW',
  status: 'SUCCEEDED',
  origin: 'REQUEST',
  destination: 'ORIGINAL',
  reason: 'one image unusable',
  pgTxId: 'txrd_a0k3n2',
  refundableAmountAfter: 7_000,
  createdAt: '2026-03-02T04:34:30.816Z',
  completedAt: '2026-03-02T04:34:31.402Z',
};

/** Result of PAY_005. */
export const inDoubtExample = {
  paymentId,
  orderId,
  status: 'IN_DOUBT',
  inDoubt: {
    operation: 'CONFIRM',
    since: '2026-03-02T04:05:17.020Z',
    nextCheckAt: '2026-03-02T04:05:19.020Z',
  },
  statusUrl: `/api/v1/payments/${paymentId}`,
};

export const routeExamples: Readonly<Partial<Record<DocumentedRoute, RouteExample>>> = {
  'create-order': {
    body: {
      userId: 'user-42',
      serviceId: 'lumen-ai',
      currency: 'KRW',
      lineItems: [{ productId: 'p-1', productName: '이미지 생성', quantity: 2, unitPrice: 5_000 }],
    },
    result: order,
  },
  'get-order': { result: order },
  'cancel-order': { body: { reason: 'changed my mind' } },
  'confirm-payment': {
    body: { paymentKey: 'tliar20260302130450AbCd1', orderId, amount: 10_000 },
    result: payment,
  },
  'cancel-payment': { body: { reason: 'changed my mind' } },
  'get-payment': { result: payment },
  'request-refund': {
    body: { amount: 3_000, expectedRefundable: 10_000, reason: 'one image unusable' },
    result: refundExample,
  },
  'authorize-payment': {
    body: { merchantId: 'M123', amount: 10_000, currency: 'KRW', idempotencyKey: 'abc-123' },
    result: {
      paymentId,
      orderId,
      status: 'AUTHORIZED',
      amount: 10_000,
      currency: 'KRW',
      approvalNumber: '00012345',
      capturedAmount: 0,
      refundedAmount: 0,
      authorizationExpiresAt: '2026-03-09T04:04:31.002Z',
      createdAt: '2026-03-02T04:04:31.002Z',
      ledgerEntries: [
        {
          debitAccount: 'memo.auth_open',
          creditAccount: 'memo.auth_contra',
          amount: 10_000,
          currency: 'KRW',
          occurredAt: '2026-03-02T04:04:31.002Z',
        },
      ],
    },
  },
  'capture-payment': { body: { merchantId: 'M123' } },
  'refund-payment': { body: { merchantId: 'M123', reason: 'customer request' } },
  'get-refund': { result: refundExample },
  'give-refund-account': {
    body: {
      refundAccount: { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' },
    },
    result: refundExample,
  },
  'complete-service': { body: { serviceRequestId, serviceRef: 'img-881' } },
  'fail-service': { body: { serviceRequestId, reasonCode: 'gpu-unavailable' } },
};
