// What operators name. They see every merchant, but one environment at a time: what is of the other one is as
// unknown as what never was. A key is met only under the merchant whose it is.
import { adminRoutes } from '#core/contracts/http/admin-routes.ts';
import type { RouteId } from '#core/contracts/http/route-table.ts';
import type { Ask } from '#test/support/world/client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { askOf } from './asks.ts';
import {
  cursorOf,
  freshKey,
  type TenantRow,
  unknownCursor,
  unknownOrder,
  unknownPayment,
} from './cross-tenant.rows.ts';
import { operatorKey, type Town } from './cross-tenant.town.ts';
import type { Estate } from './town.ts';

const inLive = 'env=live';
const reason = 'not of here';

const of =
  (name: keyof Estate) =>
  ({ estate }: Town): string =>
    String(estate[name]);

const unknown = {
  saga: 'saga_01KJPBG54TEGFV0XS2T709NSFK',
  attention: 'attn_01KJPBG54TEGFV0XS2T709NSFK',
  audit: 'aud_01KJPBG54TEGFV0XS2T709NSFK',
};

const look = { is: '404 SYS_005' } as const;

const saga = {
  ...look,
  field: 'path.sagaId',
  foreign: of('sagaId'),
  unknown: unknown.saga,
  malformed: 'saga_x',
} as const;

const attention = {
  ...look,
  field: 'path.attentionId',
  foreign: of('attentionId'),
  unknown: unknown.attention,
  malformed: 'attn_x',
} as const;

const payment = {
  ...look,
  field: 'path.paymentId',
  foreign: of('paymentId'),
  unknown: unknownPayment,
  malformed: 'pay_x',
} as const;

const keyOfMerchant = {
  ...look,
  field: 'path.keyId',
  foreign: () => credentialsOf('M123').keyId,
  unknown: 'fpk_test_M777_99',
  malformed: 'no-key',
} as const;

const act =
  (route: RouteId, name: string, more: object = {}): ((value: string) => Ask) =>
  (value) => ({
    route,
    key: freshKey(),
    params: { [name]: value },
    query: inLive,
    body: { reason, ...more },
  });

const endKey =
  (route: 'retire-api-key' | 'revoke-api-key') =>
  (keyId: string): Ask => ({
    route,
    key: freshKey(),
    params: { merchantId: 'M777', keyId },
    body: { reason },
  });

const objectRows: readonly TenantRow[] = [
  {
    ...saga,
    route: 'get-saga',
    ask: (sagaId) => ({ route: 'get-saga', params: { sagaId }, query: inLive }),
  },
  { ...saga, route: 'resume-saga', ask: act('resume-saga', 'sagaId') },
  {
    ...attention,
    route: 'get-attention',
    ask: (attentionId) => ({ route: 'get-attention', params: { attentionId }, query: inLive }),
  },
  {
    ...attention,
    route: 'acknowledge-attention',
    ask: act('acknowledge-attention', 'attentionId'),
  },
  {
    ...attention,
    route: 'resolve-attention',
    ask: act('resolve-attention', 'attentionId', { action: 'REFUND' }),
  },
  {
    ...attention,
    route: 'approve-attention',
    ask: act('approve-attention', 'attentionId', { action: 'CLOSE' }),
  },
  {
    ...payment,
    route: 'inspect-payment',
    ask: (paymentId) => ({
      route: 'inspect-payment',
      params: { paymentId },
      query: `${inLive}&refresh=true`,
    }),
  },
  {
    ...payment,
    route: 'trace-payment',
    ask: (paymentId) => ({ route: 'trace-payment', params: { paymentId }, query: inLive }),
  },
  {
    ...payment,
    route: 'refund-as-operator',
    ask: act('refund-as-operator', 'paymentId', { amount: 100 }),
  },
  {
    route: 'refund-as-operator',
    field: 'body.refundId',
    ask: (refundId, { payments }, nth) => ({
      route: 'refund-as-operator',
      key: freshKey(),
      params: { paymentId: payments[nth] },
      body: { refundId, reason, amount: 100 },
    }),
    foreign: of('otherRefundId'),
    unknown: 'rf_01KJPD72S0F88RR8GX7S7N0RBK',
    is: 'new',
    malformed: 'rf_!',
    malformedIs: '400 VAL_001',
  },
  { ...keyOfMerchant, route: 'retire-api-key', ask: endKey('retire-api-key') },
  { ...keyOfMerchant, route: 'revoke-api-key', ask: endKey('revoke-api-key') },
  {
    ...look,
    route: 'get-audit-proof',
    field: 'path.auditId',
    foreign: ({ auditId }) => auditId,
    unknown: unknown.audit,
    malformed: 'aud_x',
    ask: (auditId) => ({ route: 'get-audit-proof', params: { auditId }, query: inLive }),
  },
];

const found = { is: '200 COMMON_000', malformedIs: '400 VAL_001' } as const;

const search =
  (route: RouteId, query: string) =>
  (value: string): Ask => ({ route, query: `${inLive}&${query}=${value}` });

const listRows: readonly TenantRow[] = [
  {
    ...found,
    route: 'list-sagas',
    field: 'query.orderId',
    foreign: of('servedOrderId'),
    unknown: unknownOrder,
    malformed: 'ord_x',
    ask: search('list-sagas', 'orderId'),
  },
  {
    ...found,
    route: 'search-payments',
    field: 'query.orderId',
    foreign: of('servedOrderId'),
    unknown: unknownOrder,
    malformed: 'ord_x',
    ask: search('search-payments', 'orderId'),
  },
  {
    ...found,
    route: 'search-payments',
    field: 'query.pgTxId',
    foreign: of('pgTxId'),
    unknown: 'txrd_nobodys',
    malformed: 'a'.repeat(201),
    ask: search('search-payments', 'merchantId=M123&pgTxId'),
  },
  ...(
    [
      ['list-attention', 'attention'],
      ['list-sagas', 'sagas'],
      ['search-payments', 'deskPayments'],
      ['list-audit', 'audit'],
      ['get-trial-balance', 'books'],
    ] as const
  ).map(
    ([route, name]): TenantRow => ({
      ...cursorOf(name),
      route,
      ask: search(route, 'merchantId=M123&limit=1&cursor'),
    }),
  ),
  {
    ...cursorOf('books'),
    route: 'list-merchants',
    unknown: unknownCursor,
    ask: search('list-merchants', 'limit=1&cursor'),
  },
];

const keyRows: readonly TenantRow[] = adminRoutes
  .filter(({ key }) => key === 'required')
  .map(({ id: route }) => ({
    route,
    field: 'header.Idempotency-Key',
    foreign: () => operatorKey,
    unknown: 'a-key-that-nobody-used',
    is: route === 'create-merchant' ? '409 SYS_006' : '404 SYS_005',
    malformed: 'a'.repeat(256),
    malformedIs: '400 IDEM_004',
    ask: (key) => ({ ...askOf(route), key, query: inLive }),
  }));

export const deskRows: readonly TenantRow[] = [...objectRows, ...listRows, ...keyRows];
