// The routes of operators. Apart from those of clients, whose bundles need none of them: the table is made by
// calls that a bundler drops where nobody asks for it.
import { type RouteRow, readRoute } from '#core/contracts/http/route-row.ts';

const admin = {
  ...readRoute,
  scope: 'iam',
  limit: 'admin',
  userLimit: 'none',
  failClosed: true,
} as const;

/** One object of operators, and what may be done about it. */
const look = { ...admin, notFound: 'SYS_005' } as const;

const act = {
  ...look,
  method: 'POST',
  key: 'required',
} as const;

const deskList = { cost: 5, priority: 'low' } as const;

/** The manual queue, and what it holds up. */
const queueRoutes = /* @__PURE__ */ (() =>
  [
    {
      ...admin,
      ...deskList,
      id: 'list-attention',
      path: '/admin/v1/attention',
    },
    {
      ...admin,
      id: 'get-saga',
      path: '/admin/v1/sagas/{sagaId}',
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
    },
    { ...look, id: 'get-attention', path: '/admin/v1/attention/{attentionId}' },
    { ...act, id: 'acknowledge-attention', path: '/admin/v1/attention/{attentionId}/ack' },
    { ...act, id: 'resolve-attention', path: '/admin/v1/attention/{attentionId}/resolve' },
    { ...act, id: 'approve-attention', path: '/admin/v1/attention/{attentionId}/approve' },
  ] as const satisfies readonly RouteRow[])();

/** Payments of every merchant. */
const paymentRoutes = /* @__PURE__ */ (() =>
  [
    { ...admin, ...deskList, id: 'search-payments', path: '/admin/v1/payments' },
    { ...look, id: 'inspect-payment', path: '/admin/v1/payments/{paymentId}' },
    { ...look, id: 'trace-payment', path: '/admin/v1/payments/{paymentId}/timeline' },
    {
      ...act,
      id: 'refund-as-operator',
      path: '/admin/v1/payments/{paymentId}/refunds',
      successStatus: 201,
    },
  ] as const satisfies readonly RouteRow[])();

/** What operators keep. */
const keptRoutes = /* @__PURE__ */ (() =>
  [
    {
      ...admin,
      id: 'create-merchant',
      method: 'POST',
      path: '/admin/v1/merchants',
      key: 'required',
      successStatus: 201,
    },
    {
      ...admin,
      id: 'create-api-key',
      method: 'POST',
      path: '/admin/v1/merchants/{merchantId}/api-keys',
      key: 'required',
      notFound: 'SYS_005',
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
    { ...admin, ...deskList, id: 'get-trial-balance', path: '/admin/v1/ledger/trial-balance' },
    {
      ...admin,
      id: 'list-policies',
      path: '/admin/v1/policies',
      asksNobody: true,
    },
    { ...look, id: 'get-policy', path: '/admin/v1/policies/{serviceId}', asksNobody: true },
  ] as const satisfies readonly RouteRow[])();

/** What stands between us and a PG that is away. */
const breakerRoutes = /* @__PURE__ */ (() =>
  [
    { ...admin, id: 'list-breakers', path: '/admin/v1/circuit-breakers' },
    { ...look, id: 'get-breaker', path: '/admin/v1/circuit-breakers/{name}' },
    { ...act, id: 'change-breaker', path: '/admin/v1/circuit-breakers/{name}' },
  ] as const satisfies readonly RouteRow[])();

/** What was done, by whom, and the proof that the record of it is the one that was written then. */
const auditRoutes = /* @__PURE__ */ (() =>
  [
    { ...admin, ...deskList, id: 'list-audit', path: '/admin/v1/audit' },
    {
      ...look,
      id: 'get-audit-proof',
      path: '/admin/v1/audit/{auditId}/proof',
      cost: 5,
      priority: 'low',
    },
  ] as const satisfies readonly RouteRow[])();

export const adminRoutes = /* @__PURE__ */ (() =>
  [...queueRoutes, ...paymentRoutes, ...keptRoutes, ...breakerRoutes, ...auditRoutes] as const)();

export type AdminRouteId = (typeof adminRoutes)[number]['id'];

export const adminRouteOf = (id: AdminRouteId): RouteRow =>
  adminRoutes.find((row) => row.id === id) as RouteRow;
