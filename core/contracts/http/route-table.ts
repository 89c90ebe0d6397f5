// Every route as data: who may call it, what it costs, what it may answer. Pipelines, the gateway,
// the documents and the tests read it here. It imports no schema, so bundles stay small.
// Source: API specification, sections 2.3, 3 and 6; limits: waiting-room-and-limits, section 15.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import {
  authorizeCodes,
  captureCodes,
  confirmCodes,
  refundCodes,
} from '#core/contracts/http/payment-codes.ts';
import type { Scope } from '#core/contracts/vocabulary.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type LimitName = 'authorize' | 'capture' | 'refund' | 'order' | 'credit' | 'read' | 'admin';

export type UserLimitName = 'payment-user' | 'credit-user' | 'query-user';

export interface RouteRow {
  /** Folder of its Lambda: `functions/api/create-order`. */
  readonly id: string;
  readonly method: HttpMethod;
  /** Template. It is the route's name for idempotency, limits and metrics, whatever alias was used. */
  readonly path: string;
  readonly aliases: readonly string[];
  /** A scope of API keys, `none` (open) or `iam` (operators). */
  readonly scope: Scope | 'none' | 'iam';
  /** Limit per merchant (admin: per principal); `none` is not limited. */
  readonly limit: LimitName | 'none';
  readonly userLimit: UserLimitName | 'none';
  readonly cost: 0 | 1 | 5;
  /** `made`: where none is sent the engine makes one from what is asked for. */
  readonly key: 'required' | 'optional' | 'made' | 'none';
  /** Its nonce is always written to the database too, before the first effect. */
  readonly movesMoney: boolean;
  /** With the limiter's store away: `true` answers RATE_004, `false` counts in the process. */
  readonly failClosed: boolean;
  /** Sent first when the service is overloaded (`low`), or never refused (`critical`). */
  readonly priority: 'low' | 'normal' | 'critical';
  /** Codes beyond those of every route; see `codesOf`. */
  readonly codes: readonly ErrorCode[];
  /** What a malformed id in the path answers, exactly as an unknown one. */
  readonly notFound?: ErrorCode;
  readonly successStatus: 200 | 201;
}

const read = {
  method: 'GET',
  aliases: [],
  limit: 'read',
  userLimit: 'query-user',
  cost: 1,
  key: 'none',
  movesMoney: false,
  failClosed: false,
  priority: 'normal',
  codes: [],
  successStatus: 200,
} as const;

const list = { ...read, cost: 5, priority: 'low' } as const;

const write = { ...read, method: 'POST', key: 'required', userLimit: 'payment-user' } as const;

const callback = {
  ...write,
  scope: 'callbacks:write',
  limit: 'none',
  userLimit: 'none',
  cost: 0,
  key: 'optional',
  priority: 'critical',
  codes: ['ORD_001', 'ORD_004', 'ORD_005', 'CRD_004', 'CRD_005'],
} as const;

const admin = {
  ...read,
  scope: 'iam',
  limit: 'admin',
  userLimit: 'none',
  failClosed: true,
} as const;

/** One object of operators, and what may be done about it. */
const look = { ...admin, codes: ['SYS_005', 'SYS_007'], notFound: 'SYS_005' } as const;

const act = {
  ...look,
  method: 'POST',
  key: 'required',
  codes: ['SYS_005', 'SYS_006', 'SYS_007'],
} as const;

const deskList = { cost: 5, priority: 'low', codes: ['SYS_007'] } as const;

export const routeTable = [
  {
    ...write,
    id: 'create-order',
    path: '/api/v1/orders',
    scope: 'orders:write',
    limit: 'order',
    codes: ['ORD_002', 'ORD_003', 'PAY_001', 'PAY_003', 'PAY_013', 'PAY_014', 'CRD_005', 'CRD_010'],
    successStatus: 201,
  },
  {
    ...read,
    id: 'get-order',
    path: '/api/v1/orders/{orderId}',
    scope: 'orders:read',
    codes: ['ORD_001'],
    notFound: 'ORD_001',
  },
  { ...list, id: 'list-orders', path: '/api/v1/orders', scope: 'orders:read' },
  {
    ...write,
    id: 'cancel-order',
    path: '/api/v1/orders/{orderId}/cancel',
    scope: 'orders:write',
    limit: 'refund',
    movesMoney: true,
    failClosed: true,
    priority: 'critical',
    codes: ['COMMON_001', 'ORD_001', 'PAY_004', 'PAY_005', 'PAY_009'],
    notFound: 'ORD_001',
  },
  {
    ...write,
    id: 'confirm-payment',
    path: '/api/v1/payments/confirm',
    scope: 'payments:write',
    limit: 'authorize',
    movesMoney: true,
    priority: 'critical',
    codes: confirmCodes,
  },
  {
    ...read,
    id: 'get-payment',
    path: '/api/v1/payments/{paymentId}',
    scope: 'payments:read',
    codes: ['PAY_006'],
    notFound: 'PAY_006',
  },
  { ...list, id: 'list-payments', path: '/api/v1/payments', scope: 'payments:read' },
  {
    ...read,
    id: 'get-payment-timeline',
    path: '/api/v1/payments/{paymentId}/timeline',
    scope: 'payments:read',
    codes: ['PAY_006'],
    notFound: 'PAY_006',
  },
  {
    ...write,
    id: 'request-refund',
    path: '/api/v1/payments/{paymentId}/refunds',
    scope: 'refunds:write',
    limit: 'refund',
    movesMoney: true,
    failClosed: true,
    priority: 'critical',
    codes: refundCodes,
    notFound: 'PAY_006',
    successStatus: 201,
  },
  {
    ...write,
    id: 'authorize-payment',
    path: '/payments/authorize',
    aliases: ['/api/v1/payments/authorize'],
    scope: 'payments:write',
    limit: 'authorize',
    movesMoney: true,
    priority: 'critical',
    codes: authorizeCodes,
  },
  {
    ...write,
    id: 'capture-payment',
    path: '/payments/capture/{paymentId}',
    aliases: ['/api/v1/payments/capture/{paymentId}'],
    scope: 'payments:write',
    limit: 'capture',
    key: 'made',
    movesMoney: true,
    priority: 'critical',
    codes: captureCodes,
    notFound: 'PAY_006',
  },
  {
    ...write,
    id: 'refund-payment',
    path: '/payments/refund/{paymentId}',
    aliases: ['/api/v1/payments/refund/{paymentId}'],
    scope: 'refunds:write',
    limit: 'refund',
    key: 'made',
    movesMoney: true,
    failClosed: true,
    priority: 'critical',
    codes: ['AUTH_007', ...refundCodes],
    notFound: 'PAY_006',
  },
  {
    ...list,
    id: 'list-payment-refunds',
    path: '/api/v1/payments/{paymentId}/refunds',
    scope: 'payments:read',
    codes: ['PAY_006'],
    notFound: 'PAY_006',
  },
  {
    ...read,
    id: 'get-refund',
    path: '/api/v1/refunds/{refundId}',
    scope: 'payments:read',
    codes: ['REF_001'],
    notFound: 'REF_001',
  },
  { ...list, id: 'list-refunds', path: '/api/v1/refunds', scope: 'payments:read' },
  { ...callback, id: 'complete-service', path: '/api/v1/service-callbacks/completed' },
  {
    ...callback,
    id: 'fail-service',
    path: '/api/v1/service-callbacks/failed',
    codes: ['ORD_001', 'ORD_004', 'ORD_005'],
  },
  {
    ...read,
    id: 'receive-pg-webhook',
    method: 'POST',
    path: '/api/v1/webhooks/pg/{provider}/{endpointId}',
    scope: 'none',
    limit: 'none',
    userLimit: 'none',
    cost: 0,
    priority: 'critical',
    codes: ['AUTH_008'],
    notFound: 'VAL_006',
  },
  {
    ...read,
    id: 'get-idempotency-record',
    path: '/api/v1/idempotency/{key}',
    aliases: ['/api/v1/idempotency'],
    scope: 'idempotency:read',
    codes: ['IDEM_006'],
    notFound: 'IDEM_006',
  },
  {
    ...read,
    id: 'get-health',
    path: '/health',
    aliases: ['/api/v1/health'],
    scope: 'none',
    limit: 'none',
    userLimit: 'none',
    cost: 0,
    priority: 'critical',
  },
  {
    ...read,
    id: 'get-documents',
    path: '/api/v1/openapi.json',
    aliases: ['/api/v1/docs'],
    scope: 'none',
    limit: 'none',
    userLimit: 'none',
    cost: 0,
    priority: 'low',
  },
  {
    ...admin,
    id: 'create-merchant',
    method: 'POST',
    path: '/admin/v1/merchants',
    key: 'required',
    codes: ['SYS_006', 'SYS_007'],
    successStatus: 201,
  },
  {
    ...admin,
    id: 'create-api-key',
    method: 'POST',
    path: '/admin/v1/merchants/{merchantId}/api-keys',
    key: 'required',
    codes: ['SYS_005', 'SYS_006', 'SYS_007'],
    notFound: 'SYS_005',
    successStatus: 201,
  },
  {
    ...admin,
    id: 'list-attention',
    path: '/admin/v1/attention',
    cost: 5,
    priority: 'low',
    codes: ['SYS_007'],
  },
  {
    ...admin,
    id: 'get-saga',
    path: '/admin/v1/sagas/{sagaId}',
    codes: ['SYS_005', 'SYS_007'],
    notFound: 'SYS_005',
  },
  {
    ...admin,
    ...deskList,
    id: 'list-sagas',
    path: '/admin/v1/sagas',
  },
  {
    ...act,
    id: 'resume-saga',
    path: '/admin/v1/sagas/{sagaId}/resume',
    codes: ['COMMON_001', 'SYS_005', 'SYS_006', 'SYS_007'],
  },
  { ...admin, id: 'list-breakers', path: '/admin/v1/circuit-breakers', codes: ['SYS_007'] },
  { ...look, id: 'get-breaker', path: '/admin/v1/circuit-breakers/{name}' },
  { ...act, id: 'change-breaker', path: '/admin/v1/circuit-breakers/{name}' },
  { ...look, id: 'get-attention', path: '/admin/v1/attention/{attentionId}' },
  { ...act, id: 'acknowledge-attention', path: '/admin/v1/attention/{attentionId}/ack' },
  { ...act, id: 'resolve-attention', path: '/admin/v1/attention/{attentionId}/resolve' },
  { ...act, id: 'approve-attention', path: '/admin/v1/attention/{attentionId}/approve' },
  { ...admin, ...deskList, id: 'search-payments', path: '/admin/v1/payments' },
  { ...look, id: 'inspect-payment', path: '/admin/v1/payments/{paymentId}' },
  { ...look, id: 'trace-payment', path: '/admin/v1/payments/{paymentId}/timeline' },
  {
    ...act,
    id: 'refund-as-operator',
    path: '/admin/v1/payments/{paymentId}/refunds',
    codes: [...refundCodes, 'SYS_005', 'SYS_007'],
    successStatus: 201,
  },
  { ...admin, ...deskList, id: 'list-merchants', path: '/admin/v1/merchants' },
  { ...look, id: 'get-merchant', path: '/admin/v1/merchants/{merchantId}' },
  { ...act, id: 'change-merchant', method: 'PATCH', path: '/admin/v1/merchants/{merchantId}' },
  { ...look, id: 'list-api-keys', path: '/admin/v1/merchants/{merchantId}/api-keys' },
  {
    ...act,
    id: 'retire-api-key',
    path: '/admin/v1/merchants/{merchantId}/api-keys/{keyId}/retire',
  },
  {
    ...act,
    id: 'revoke-api-key',
    path: '/admin/v1/merchants/{merchantId}/api-keys/{keyId}/revoke',
  },
] as const satisfies readonly RouteRow[];

export type RouteId = (typeof routeTable)[number]['id'];

const rows = new Map<RouteId, RouteRow>(routeTable.map((row) => [row.id, row]));

export const routeOf = (id: RouteId): RouteRow => rows.get(id) as RouteRow;
