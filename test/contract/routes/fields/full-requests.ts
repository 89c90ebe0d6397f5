// For every route requests that are right and hold, between them, each of its fields; and what each is told. They are
// about things that are not there, or that are refused for what they are: nothing comes of them.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import { askOf } from '#test/security/asks.ts';
import { credentialsOf, webhookEndpointsOf } from '#test/support/world/set-up-rows.ts';

type Body = Readonly<Record<string, unknown>>;
export type Query = Readonly<Record<string, string | readonly string[]>>;

export interface FullRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Query;
  readonly body?: Body;
  readonly code: ErrorCode;
}

const orderId = 'ord_01KJPBG54TEGFV0XS2T709NSFK';
const paymentId = 'pay_01KJPBG54TFCY9TKJZC1RR54X4';
const serviceRequestId = 'svc_01KJPBH91CEATA3HBDFT7S04HM';
const at = '2026-03-01T00:00:00.000Z';
const reason = 'a row of a table';
const most = 999_999_999_999_999;
/** Stands for the key of the header. */
export const sameKey = 'the-same-as-in-the-header';
const idempotencyKey = sameKey;
const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

const page = { limit: '5', from: '2026-02-25T00:00:00Z', to: '2026-03-02T00:00:00Z' };
const env = 'test';

/** Nobody opens this cursor: a list is asked with it, and without. */
const withCursor = (query: Query): readonly FullRequest[] => [
  { query, code: 'COMMON_000' },
  { query: { ...query, cursor: Buffer.alloc(60, 1).toString('base64url') }, code: 'VAL_005' },
];

/** No service of this name is sold. */
const order = {
  userId: 'user-1',
  serviceId: 'nobody',
  merchantOrderId: 'own-1',
  currency: 'KRW',
  amount: most,
  creditAmount: 0,
  orderName: 'cups',
  taxFreeAmount: 0,
  customer: { name: '김하늘', email: 'buyer@example.com', phone: '01012345678' },
  metadata: { note: 'a cup' },
  expiresInSeconds: 600,
  idempotencyKey,
};

const refundBody = {
  amount: most,
  refundId: 'rf-of-mine',
  expectedRefundable: 5_000,
  reason,
  taxFreeAmount: 0,
  refundAccount,
  destination: 'ORIGINAL',
  idempotencyKey,
};

const evidence = {
  transactionKey: 'tx-1',
  at,
  code: 'DONE',
  approvalNumber: '00012345',
  note: 'seen at the PG',
};

const toss = { clientKey: 'ck_1' };
const providers = { live: { toss }, test: { toss, sandbox: toss } };
const act = { reason, idempotencyKey };
const merchant = { name: 'A shop', services: ['shop'], providers, status: 'ACTIVE', ...act };

const ofClients = {
  'create-order': [
    {
      body: { ...order, lineItems: [{ priceCode: 'cup', quantity: 2, baseAmount: 100 }] },
      code: 'ORD_003',
    },
    {
      body: {
        ...order,
        lineItems: [{ productId: 'p-1', productName: 'cup', quantity: 2, unitPrice: 5_000 }],
      },
      code: 'ORD_003',
    },
  ],
  'get-order': [{ code: 'ORD_001' }],
  'list-orders': withCursor({
    ...page,
    userId: 'user-1',
    status: ['PENDING', 'PAID'],
    serviceId: 'shop',
    merchantOrderId: 'own-1',
  }),
  'cancel-order': [{ body: act, code: 'ORD_001' }],
  'confirm-payment': [
    {
      body: { orderId, paymentKey: 'tliar-1', amount: 5_000, currency: 'KRW', idempotencyKey },
      code: 'ORD_001',
    },
  ],
  'cancel-payment': [{ body: act, code: 'PAY_006' }],
  'get-payment': [{ query: { refresh: 'false' }, code: 'PAY_006' }],
  'list-payments': withCursor({
    ...page,
    orderId,
    userId: 'user-1',
    status: ['READY'],
    provider: 'toss',
  }),
  'get-payment-timeline': [{ code: 'PAY_006' }],
  'request-refund': [{ body: refundBody, code: 'PAY_006' }],
  'authorize-payment': [
    {
      body: {
        merchantId: 'M123',
        idempotencyKey,
        amount: 5_000,
        currency: 'KRW',
        orderId,
        userId: 'user-1',
        serviceId: 'reserve',
        paymentKey: 'tliar-1',
        metadata: { note: 'a cup' },
      },
      code: 'ORD_001',
    },
  ],
  'capture-payment': [
    { body: { merchantId: 'M123', amount: 5_000, idempotencyKey }, code: 'PAY_006' },
  ],
  'refund-payment': [
    { body: { merchantId: 'M123', amount: 5_000, reason, idempotencyKey }, code: 'PAY_006' },
  ],
  'list-payment-refunds': [
    { query: page, code: 'PAY_006' },
    { query: { ...page, cursor: 'sealed by nobody' }, code: 'PAY_006' },
  ],
  'get-refund': [{ code: 'REF_001' }],
  'give-refund-account': [{ body: { refundAccount, idempotencyKey }, code: 'REF_001' }],
  'list-refunds': withCursor({ ...page, paymentId, orderId, status: ['SUCCEEDED'] }),
  'complete-service': [
    {
      body: {
        serviceRequestId,
        serviceRef: 'img-1',
        captureCreditAmount: 5,
        detail: { images: 2 },
        idempotencyKey,
      },
      code: 'ORD_004',
    },
    { body: { orderId, usage: [{ priceCode: 'image', quantity: 2 }] }, code: 'ORD_001' },
  ],
  'fail-service': [
    {
      body: {
        serviceRequestId,
        reasonCode: 'no-gpu',
        reasonMessage: 'all are busy',
        detail: { images: 2 },
        idempotencyKey,
      },
      code: 'ORD_004',
    },
    { body: { orderId, reasonCode: 'no-gpu' }, code: 'ORD_001' },
  ],
  'receive-pg-webhook': [
    {
      params: { provider: 'toss', endpointId: webhookEndpointsOf('M123').test },
      body: { eventType: 'SURPRISE' },
      code: 'COMMON_000',
    },
  ],
  'get-idempotency-record': [
    {
      query: { key: 'nobodys', method: 'POST', route: '/api/v1/payments/confirm' },
      code: 'IDEM_006',
    },
  ],
  'get-health': [{ code: 'COMMON_000' }],
} as const satisfies Partial<Record<DocumentedRoute, readonly FullRequest[]>>;

const ofOneMerchant = { params: { merchantId: 'M123' }, query: { env } };
const ofNobody = { query: { env }, code: 'SYS_005' } as const;

/** A key of a merchant that is not there. */
const ofNoKey = { params: { merchantId: 'M123', keyId: 'fpk_test_M123_none' }, query: { env } };

const ofOperators = {
  'list-attention': withCursor({
    ...page,
    env,
    merchantId: 'M123',
    kind: ['SAGA_STUCK'],
    status: ['OPEN'],
  }),
  'get-saga': [ofNobody],
  'list-sagas': withCursor({ ...page, env, merchantId: 'M123', orderId, status: ['RUNNING'] }),
  'resume-saga': [{ ...ofNobody, body: { from: 'CancelPayment', ...act } }],
  'get-attention': [ofNobody],
  'acknowledge-attention': [{ ...ofNobody, body: act }],
  'resolve-attention': [
    { ...ofNobody, body: { action: 'MANUAL_REFUND_DONE', evidence, ...act } },
    { ...ofNobody, body: { action: 'RETRY', from: 'CancelPayment', ...act } },
  ],
  'approve-attention': [{ ...ofNobody, body: { action: 'CLOSE', ...act } }],
  'search-payments': withCursor({
    ...page,
    env,
    merchantId: 'M123',
    pgTxId: 'tx-1',
    paymentKey: 'tliar-1',
    merchantOrderId: 'own-1',
    orderId,
    userId: 'user-1',
    status: ['READY'],
  }),
  'inspect-payment': [{ ...ofNobody, query: { env, refresh: 'false' } }],
  'trace-payment': [ofNobody],
  'refund-as-operator': [{ ...ofNobody, body: refundBody }],
  // There is an M123 already.
  'create-merchant': [
    { query: { env }, body: { merchantId: 'M123', ...merchant }, code: 'SYS_006' },
  ],
  'create-api-key': [
    {
      ...ofNobody,
      body: { environment: 'test', scopes: ['orders:read'], label: 'a till', ...act },
    },
  ],
  'list-merchants': withCursor({ ...page, env }),
  'get-merchant': [{ ...ofOneMerchant, code: 'COMMON_000' }],
  'change-merchant': [{ ...ofNobody, body: merchant }],
  'list-api-keys': [{ ...ofOneMerchant, code: 'COMMON_000' }],
  'retire-api-key': [{ ...ofNoKey, body: { expiresAt: at, ...act }, code: 'SYS_005' }],
  'revoke-api-key': [{ ...ofNoKey, body: act, code: 'SYS_005' }],
  'get-trial-balance': withCursor({ ...page, env, merchantId: 'M123' }),
  'list-policies': [{ query: { env }, code: 'COMMON_000' }],
  'get-policy': [
    { params: { serviceId: 'shop' }, query: { env }, code: 'COMMON_000' },
    { params: { serviceId: 'shop' }, query: { version: '1' }, code: 'COMMON_000' },
  ],
  'list-breakers': [{ query: { env }, code: 'COMMON_000' }],
  'get-breaker': [{ params: { name: 'pg-toss-confirm' }, query: { env }, code: 'COMMON_000' }],
  'change-breaker': [{ ...ofNobody, body: { action: 'FORCE_OPEN', forSeconds: 600, ...act } }],
  'list-audit': withCursor({
    ...page,
    env,
    merchantId: 'M123',
    actor: credentialsOf('M123').keyId,
    object: 'order',
    action: 'order.created',
  }),
  'get-audit-proof': [ofNobody],
} as const satisfies Partial<Record<DocumentedRoute, readonly FullRequest[]>>;

const all: Readonly<Record<DocumentedRoute, readonly FullRequest[]>> = {
  ...ofClients,
  ...ofOperators,
};

/** Right requests of a route. A path parameter that none of them names is that of nobody. */
export const fullRequests = (route: DocumentedRoute): readonly FullRequest[] => {
  const { params } = askOf(route);
  return all[route].map((request) => (params === undefined ? request : { params, ...request }));
};
