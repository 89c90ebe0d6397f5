// Every route as data: who may call it, what it costs, what it may answer. Pipelines, the gateway,
// the documents and the tests read it here. It imports no schema, so bundles stay small.
// Source: API specification, sections 2.3, 3 and 6; limits: waiting-room-and-limits, section 15.
import { adminRoutes } from '#core/contracts/http/admin-routes.ts';
import { type RouteRow, readRoute } from '#core/contracts/http/route-row.ts';

const list = { ...readRoute, cost: 5, priority: 'low' } as const;

const write = { ...readRoute, method: 'POST', key: 'required', userLimit: 'payment-user' } as const;

const callback = {
  ...write,
  scope: 'callbacks:write',
  limit: 'none',
  userLimit: 'none',
  cost: 0,
  key: 'optional',
  priority: 'critical',
} as const;

export const apiRoutes = [
  {
    ...write,
    id: 'create-order',
    path: '/api/v1/orders',
    scope: 'orders:write',
    limit: 'order',
    successStatus: 201,
  },
  {
    ...readRoute,
    id: 'get-order',
    path: '/api/v1/orders/{orderId}',
    scope: 'orders:read',
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
  },
  {
    ...readRoute,
    id: 'get-payment',
    path: '/api/v1/payments/{paymentId}',
    scope: 'payments:read',
    notFound: 'PAY_006',
  },
  { ...list, id: 'list-payments', path: '/api/v1/payments', scope: 'payments:read' },
  {
    ...readRoute,
    id: 'get-payment-timeline',
    path: '/api/v1/payments/{paymentId}/timeline',
    scope: 'payments:read',
    notFound: 'PAY_006',
  },
  {
    ...write,
    id: 'cancel-payment',
    path: '/api/v1/payments/{paymentId}/cancel',
    scope: 'payments:write',
    limit: 'refund',
    movesMoney: true,
    failClosed: true,
    priority: 'critical',
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
    notFound: 'PAY_006',
  },
  {
    ...list,
    id: 'list-payment-refunds',
    path: '/api/v1/payments/{paymentId}/refunds',
    scope: 'payments:read',
    notFound: 'PAY_006',
  },
  {
    ...readRoute,
    id: 'get-refund',
    path: '/api/v1/refunds/{refundId}',
    scope: 'payments:read',
    notFound: 'REF_001',
  },
  {
    ...write,
    id: 'give-refund-account',
    path: '/api/v1/refunds/{refundId}/account',
    scope: 'refunds:write',
    limit: 'refund',
    movesMoney: true,
    failClosed: true,
    priority: 'critical',
    notFound: 'REF_001',
    successStatus: 201,
  },
  { ...list, id: 'list-refunds', path: '/api/v1/refunds', scope: 'payments:read' },
  { ...callback, id: 'complete-service', path: '/api/v1/service-callbacks/completed' },
  { ...callback, id: 'fail-service', path: '/api/v1/service-callbacks/failed' },
  {
    ...readRoute,
    id: 'receive-pg-webhook',
    method: 'POST',
    path: '/api/v1/webhooks/pg/{provider}/{endpointId}',
    scope: 'none',
    limit: 'none',
    userLimit: 'none',
    cost: 0,
    priority: 'critical',
    notFound: 'VAL_006',
  },
  {
    ...readRoute,
    id: 'get-idempotency-record',
    path: '/api/v1/idempotency/{key}',
    aliases: ['/api/v1/idempotency'],
    scope: 'idempotency:read',
    notFound: 'IDEM_006',
  },
  {
    ...readRoute,
    id: 'get-health',
    path: '/health',
    aliases: ['/api/v1/health'],
    scope: 'none',
    limit: 'none',
    userLimit: 'none',
    cost: 0,
    asksNobody: true,
    priority: 'critical',
  },
  {
    ...readRoute,
    id: 'get-documents',
    path: '/api/v1/openapi.json',
    aliases: ['/api/v1/docs'],
    scope: 'none',
    limit: 'none',
    userLimit: 'none',
    cost: 0,
    asksNobody: true,
    priority: 'low',
  },
] as const satisfies readonly RouteRow[];

export type ApiRouteId = (typeof apiRoutes)[number]['id'];

export const apiRouteOf = (id: ApiRouteId): RouteRow =>
  apiRoutes.find((row) => row.id === id) as RouteRow;

/** All of them, for documents, gateways and tests. */
export const routeTable = /* @__PURE__ */ (() => [...apiRoutes, ...adminRoutes] as const)();

export type RouteId = (typeof routeTable)[number]['id'];

export const routeOf = (id: RouteId): RouteRow =>
  routeTable.find((row) => row.id === id) as RouteRow;
