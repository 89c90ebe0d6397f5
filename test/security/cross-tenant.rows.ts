// Every place where a client names an object, what it names there, and how to ask. The registry's own list of
// such places must be this one.
import type { RouteId } from '#core/contracts/http/route-table.ts';
import type { Ask } from '#test/support/world/client.ts';
import type { Cursors, Town } from './cross-tenant.town.ts';
import { type Estate, firstOrder, usedKeys } from './town.ts';

/** Who asks, and what they have themselves. */
export interface Asker {
  readonly merchantId: string;
  /** Own payments: one for the foreign id, one for the unknown, both alike. */
  readonly payments: readonly [string, string];
}

export interface TenantRow {
  readonly route: RouteId;
  readonly field: string;
  readonly ask: (value: string, asker: Asker, nth: 0 | 1) => Ask;
  /** The value that is somebody else's. */
  readonly foreign: (town: Town, asker: Asker) => string;
  readonly unknown: string;
  /** What an unknown one is answered, `or` what it is where the asker has no such thing; `new`: something is made. */
  readonly is: string;
  readonly malformed: string;
  /** Outside of the path a malformed one is told so. */
  readonly malformedIs?: string;
}

export const unknownOrder = 'ord_01KJPBG54TEGFV0XS2T709NSFK';
export const unknownPayment = 'pay_01KJPBG54TFCY9TKJZC1RR54X4';
const unknownRefund = 'rf_01KJPD72S0F88RR8GX7S7N0RBJ';
const unknownService = 'svc_01KJPBH91CEATA3HBDFT7S04HM';

const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

const of =
  (name: keyof Estate) =>
  ({ estate }: Town): string =>
    String(estate[name]);

const pathOfOrder = {
  field: 'path.orderId',
  unknown: unknownOrder,
  is: '404 ORD_001',
  malformed: 'ord_8zzzz',
} as const;

const pathOfPayment = {
  field: 'path.paymentId',
  unknown: unknownPayment,
  is: '404 PAY_006',
  malformed: 'pay_01kjpbg54tfcy9tkjzc1rr54x4',
} as const;

const pathOfRefund = {
  field: 'path.refundId',
  unknown: unknownRefund,
  is: '404 REF_001',
  malformed: 'rf_!',
} as const;

const bodyOfOrder = {
  field: 'body.orderId',
  unknown: unknownOrder,
  is: '404 ORD_001',
  malformed: 'ord_8zzzz',
  malformedIs: '400 VAL_001',
} as const;

const bodyOfService = {
  field: 'body.serviceRequestId',
  foreign: of('serviceRequestId'),
  unknown: unknownService,
  is: '404 ORD_004',
  malformed: 'svc_',
  malformedIs: '400 VAL_001',
} as const;

/** Naming any merchant but oneself is refused, whether there is such a one or not. */
const bodyOfMerchant = {
  field: 'body.merchantId',
  foreign: (_town: Town, { merchantId }: Asker) => (merchantId === 'M123' ? 'M777' : 'M123'),
  unknown: 'M999',
  is: '403 AUTH_007',
  malformed: '-',
  malformedIs: '400 VAL_001',
} as const;

const query = { is: '200 COMMON_000', malformedIs: '400 VAL_001' } as const;

const queryOfOrder = {
  ...query,
  field: 'query.orderId',
  foreign: of('paidOrderId'),
  unknown: unknownOrder,
  malformed: 'ord_8zzzz',
} as const;

const queryOfUser = {
  ...query,
  field: 'query.userId',
  foreign: of('userId'),
  unknown: 'user-nobody',
  malformed: 'a b',
} as const;

/** Of the right form, and sealed by nobody. */
export const unknownCursor = Buffer.alloc(60, 1).toString('base64url');

export const cursorOf = (name: keyof Cursors) =>
  ({
    field: 'query.cursor',
    foreign: ({ cursors }: Town) => cursors[name],
    unknown: unknownCursor,
    is: '400 VAL_005',
    malformed: 'no%20cursor',
    malformedIs: '400 VAL_005',
  }) as const;

const keyHeader = {
  field: 'header.Idempotency-Key',
  unknown: 'a-key-that-nobody-used',
  malformed: 'a'.repeat(256),
  malformedIs: '400 IDEM_004',
} as const;

const list =
  (route: 'list-orders' | 'list-payments' | 'list-refunds', name: string) =>
  (value: string): Ask => ({ route, query: `${name}=${value}` });

/** A write under a key: what is asked for is unknown, so that the key alone could tell more. */
const underKey = (
  route: RouteId,
  is: string,
  key: keyof ReturnType<typeof usedKeys>,
  ask: Omit<Ask, 'route' | 'key'>,
): TenantRow => ({
  ...keyHeader,
  route,
  is,
  foreign: ({ estate }) => usedKeys(estate)[key],
  ask: (value) => ({ route, key: value, ...ask }),
});

let keys = 0;

/** A key of its own for each request. */
export const freshKey = (): string => {
  keys += 1;
  return `row-${keys}`;
};

const orderRows: readonly TenantRow[] = [
  {
    route: 'create-order',
    field: 'body.merchantOrderId',
    ask: (merchantOrderId) => ({
      route: 'create-order',
      key: freshKey(),
      body: { ...firstOrder, merchantOrderId },
    }),
    foreign: of('merchantOrderId'),
    unknown: 'own-order-of-nobody',
    is: 'new',
    malformed: 'a b',
    malformedIs: '400 VAL_001',
  },
  {
    ...underKey('create-order', 'new', 'order', { body: firstOrder }),
    // Each case has an unused key of its own: under the first one's there is an order by now.
    ask: (value, asker) => ({
      route: 'create-order',
      key: value === keyHeader.unknown ? `${value}-${asker.merchantId}` : value,
      body: firstOrder,
    }),
  },
  {
    ...pathOfOrder,
    route: 'get-order',
    foreign: of('pendingOrderId'),
    ask: (orderId) => ({ route: 'get-order', params: { orderId } }),
  },
  { ...cursorOf('orders'), route: 'list-orders', ask: list('list-orders', 'limit=1&cursor') },
  { ...queryOfUser, route: 'list-orders', ask: list('list-orders', 'userId') },
  {
    ...query,
    route: 'list-orders',
    field: 'query.merchantOrderId',
    foreign: of('merchantOrderId'),
    unknown: 'own-order-of-nobody',
    malformed: 'a b',
    ask: list('list-orders', 'merchantOrderId'),
  },
  {
    ...pathOfOrder,
    route: 'cancel-order',
    foreign: of('pendingOrderId'),
    ask: (orderId) => ({
      route: 'cancel-order',
      key: freshKey(),
      params: { orderId },
      body: { reason: 'not mine' },
    }),
  },
  underKey('cancel-order', '404 ORD_001', 'order', {
    params: { orderId: unknownOrder },
    body: { reason: 'not mine' },
  }),
];

const paymentRows: readonly TenantRow[] = [
  {
    ...bodyOfOrder,
    route: 'confirm-payment',
    foreign: of('pendingOrderId'),
    ask: (orderId) => ({
      route: 'confirm-payment',
      key: freshKey(),
      body: { orderId, paymentKey: 'tliar-none', amount: 2_000 },
    }),
  },
  underKey('confirm-payment', '404 ORD_001', 'confirm', {
    body: { orderId: unknownOrder, paymentKey: 'tliar-none', amount: 9_000 },
  }),
  {
    ...pathOfPayment,
    route: 'get-payment',
    foreign: of('paymentId'),
    ask: (paymentId) => ({ route: 'get-payment', params: { paymentId }, query: 'refresh=true' }),
  },
  {
    ...pathOfPayment,
    route: 'get-payment-timeline',
    foreign: of('paymentId'),
    ask: (paymentId) => ({ route: 'get-payment-timeline', params: { paymentId } }),
  },
  {
    ...pathOfPayment,
    route: 'cancel-payment',
    foreign: of('reservedPaymentId'),
    ask: (paymentId) => ({
      route: 'cancel-payment',
      key: freshKey(),
      params: { paymentId },
      body: { reason: 'not mine' },
    }),
  },
  underKey('cancel-payment', '404 PAY_006', 'authorize', {
    params: { paymentId: unknownPayment },
    body: { reason: 'not mine' },
  }),
  { ...cursorOf('payments'), route: 'list-payments', ask: list('list-payments', 'limit=1&cursor') },
  { ...queryOfOrder, route: 'list-payments', ask: list('list-payments', 'orderId') },
  { ...queryOfUser, route: 'list-payments', ask: list('list-payments', 'userId') },
  {
    ...bodyOfMerchant,
    route: 'authorize-payment',
    ask: (merchantId) => ({
      route: 'authorize-payment',
      key: freshKey(),
      body: { merchantId, amount: 1_000 },
    }),
  },
  {
    ...bodyOfOrder,
    route: 'authorize-payment',
    foreign: of('reservableOrderId'),
    ask: (orderId, { merchantId }) => ({
      route: 'authorize-payment',
      key: freshKey(),
      body: { merchantId, orderId, amount: 8_000, paymentKey: 'tliar-none' },
    }),
  },
  {
    ...underKey('authorize-payment', '404 ORD_001', 'authorize', {}),
    ask: (key, { merchantId }) => ({
      route: 'authorize-payment',
      key,
      body: { merchantId, orderId: unknownOrder, amount: 8_000, paymentKey: 'tliar-none' },
    }),
  },
  {
    ...pathOfPayment,
    route: 'capture-payment',
    foreign: of('reservedPaymentId'),
    ask: (paymentId, { merchantId }) => ({
      route: 'capture-payment',
      params: { paymentId },
      body: { merchantId },
    }),
  },
  {
    ...bodyOfMerchant,
    route: 'capture-payment',
    ask: (merchantId, { payments: [paymentId] }) => ({
      route: 'capture-payment',
      params: { paymentId },
      body: { merchantId },
    }),
  },
  {
    ...underKey('capture-payment', '404 PAY_006', 'authorize', {}),
    ask: (key, { merchantId }) => ({
      route: 'capture-payment',
      key,
      params: { paymentId: unknownPayment },
      body: { merchantId },
    }),
  },
];

const refundRows: readonly TenantRow[] = [
  {
    ...pathOfPayment,
    route: 'request-refund',
    foreign: of('paymentId'),
    ask: (paymentId) => ({
      route: 'request-refund',
      key: freshKey(),
      params: { paymentId },
      body: { reason: 'not mine', amount: 100 },
    }),
  },
  {
    route: 'request-refund',
    field: 'body.refundId',
    ask: (refundId, { payments }, nth) => ({
      route: 'request-refund',
      key: freshKey(),
      params: { paymentId: payments[nth] },
      body: { refundId, reason: 'mine', amount: 100 },
    }),
    foreign: of('refundId'),
    unknown: 'rf_01KJPD72S0F88RR8GX7S7N0RBM',
    is: 'new',
    malformed: 'rf_!',
    malformedIs: '400 VAL_001',
  },
  underKey('request-refund', '404 PAY_006', 'refund', {
    params: { paymentId: unknownPayment },
    body: { reason: 'one image unusable', amount: 1_000 },
  }),
  {
    ...pathOfPayment,
    route: 'refund-payment',
    foreign: of('paymentId'),
    ask: (paymentId, { merchantId }) => ({
      route: 'refund-payment',
      key: freshKey(),
      params: { paymentId },
      body: { merchantId, reason: 'not mine' },
    }),
  },
  {
    ...bodyOfMerchant,
    route: 'refund-payment',
    ask: (merchantId, { payments: [paymentId] }) => ({
      route: 'refund-payment',
      key: freshKey(),
      params: { paymentId },
      body: { merchantId, reason: 'not mine' },
    }),
  },
  {
    ...underKey('refund-payment', '404 PAY_006', 'refund', {}),
    ask: (key, { merchantId }) => ({
      route: 'refund-payment',
      key,
      params: { paymentId: unknownPayment },
      body: { merchantId, reason: 'one image unusable', amount: 1_000 },
    }),
  },
  {
    ...pathOfPayment,
    route: 'list-payment-refunds',
    foreign: of('paymentId'),
    ask: (paymentId) => ({ route: 'list-payment-refunds', params: { paymentId } }),
  },
  {
    ...cursorOf('paymentRefunds'),
    route: 'list-payment-refunds',
    is: '400 VAL_005 or 404 PAY_006',
    malformedIs: '400 VAL_005 or 404 PAY_006',
    ask: (cursor, { payments: [paymentId] }) => ({
      route: 'list-payment-refunds',
      params: { paymentId },
      query: `limit=1&cursor=${cursor}`,
    }),
  },
  {
    ...pathOfRefund,
    route: 'get-refund',
    foreign: of('refundId'),
    ask: (refundId) => ({ route: 'get-refund', params: { refundId } }),
  },
  {
    ...pathOfRefund,
    route: 'give-refund-account',
    foreign: of('refundId'),
    ask: (refundId) => ({
      route: 'give-refund-account',
      key: freshKey(),
      params: { refundId },
      body: { refundAccount },
    }),
  },
  underKey('give-refund-account', '404 REF_001', 'refund', {
    params: { refundId: unknownRefund },
    body: { refundAccount },
  }),
  { ...cursorOf('refunds'), route: 'list-refunds', ask: list('list-refunds', 'limit=1&cursor') },
  {
    ...query,
    route: 'list-refunds',
    field: 'query.paymentId',
    foreign: of('paymentId'),
    unknown: unknownPayment,
    malformed: 'pay_8zzzz',
    ask: list('list-refunds', 'paymentId'),
  },
  { ...queryOfOrder, route: 'list-refunds', ask: list('list-refunds', 'orderId') },
];

const callback = (route: 'complete-service' | 'fail-service') => (body: object) =>
  ({
    route,
    body: { ...body, ...(route === 'fail-service' ? { reasonCode: 'gpu' } : {}) },
  }) satisfies Ask;

const callbackRows: readonly TenantRow[] = (['complete-service', 'fail-service'] as const).flatMap(
  (route): TenantRow[] => {
    const ask = callback(route);
    const { field: _, ...header } = underKey(route, '404 ORD_004', 'order', {});
    return [
      { ...bodyOfOrder, route, foreign: of('servedOrderId'), ask: (orderId) => ask({ orderId }) },
      { ...bodyOfService, route, ask: (serviceRequestId) => ask({ serviceRequestId }) },
      {
        ...header,
        field: 'header.Idempotency-Key',
        ask: (key) => ({ ...ask({ serviceRequestId: unknownService }), key }),
      },
    ];
  },
);

const confirmRecord = 'method=POST&route=/api/v1/payments/confirm';

const recordRows: readonly TenantRow[] = [
  {
    route: 'get-idempotency-record',
    field: 'path.key',
    foreign: ({ estate }) => usedKeys(estate).confirm,
    unknown: keyHeader.unknown,
    is: '404 IDEM_006',
    malformed: 'a'.repeat(258),
    ask: (key) => ({ route: 'get-idempotency-record', params: { key }, query: confirmRecord }),
  },
  {
    route: 'get-idempotency-record',
    field: 'query.key',
    foreign: ({ estate }) => usedKeys(estate).confirm,
    unknown: keyHeader.unknown,
    is: '404 IDEM_006',
    malformed: 'a'.repeat(258),
    malformedIs: '400 VAL_001',
    ask: (key) => ({
      route: 'get-idempotency-record',
      astray: { path: '/api/v1/idempotency', folder: 'api/get-idempotency-record' },
      query: `key=${key}&${confirmRecord}`,
    }),
  },
];

export const clientRows: readonly TenantRow[] = [
  ...orderRows,
  ...paymentRows,
  ...refundRows,
  ...callbackRows,
  ...recordRows,
];
