// Where an answer leads: the operations that take a name which it holds. Readers follow them, and the fuzz run
// walks them. Source: OpenAPI 3.1.0, section 4.8.20, Link Object.
import type { JsonSchema } from './json-schema.ts';
import type { DocumentedRoute } from './route-contracts.ts';

type Links = Readonly<
  Partial<Record<DocumentedRoute, Readonly<Record<string, readonly DocumentedRoute[]>>>>
>;

/** `payments/0/paymentId` of a result is the path parameter of that last name. */
const links: Links = {
  'create-order': {
    orderId: ['get-order', 'cancel-order'],
    'payments/0/paymentId': ['get-payment', 'get-payment-timeline', 'cancel-payment'],
  },
  'list-orders': { 'items/0/orderId': ['get-order'] },
  'get-order': { 'payments/0/paymentId': ['get-payment'], orderId: ['cancel-order'] },
  'confirm-payment': {
    orderId: ['get-order'],
    paymentId: ['get-payment', 'get-payment-timeline', 'request-refund', 'list-payment-refunds'],
  },
  'authorize-payment': {
    orderId: ['get-order'],
    paymentId: ['get-payment', 'capture-payment', 'cancel-payment'],
  },
  'capture-payment': { paymentId: ['get-payment', 'refund-payment', 'list-payment-refunds'] },
  'list-payments': { 'items/0/paymentId': ['get-payment', 'get-payment-timeline'] },
  'request-refund': { refundId: ['get-refund', 'give-refund-account'], paymentId: ['get-payment'] },
  'list-payment-refunds': { 'items/0/refundId': ['get-refund'] },
  'list-refunds': { 'items/0/refundId': ['get-refund'] },
  'complete-service': { orderId: ['get-order'] },
  'fail-service': { orderId: ['get-order'] },
  'create-merchant': {
    merchantId: ['get-merchant', 'change-merchant', 'create-api-key', 'list-api-keys'],
  },
  'list-merchants': { 'items/0/merchantId': ['get-merchant'] },
  'list-attention': {
    'items/0/attentionId': ['get-attention', 'acknowledge-attention', 'resolve-attention'],
  },
  'resolve-attention': { attentionId: ['approve-attention'] },
  'list-sagas': { 'items/0/sagaId': ['get-saga', 'resume-saga'] },
  'search-payments': {
    'items/0/paymentId': ['inspect-payment', 'trace-payment', 'refund-as-operator'],
  },
  'list-policies': { 'items/0/serviceId': ['get-policy'] },
  'list-breakers': { 'items/0/name': ['get-breaker'] },
  'list-audit': { 'items/0/auditId': ['get-audit-proof'] },
};

const words = (id: string): string =>
  id.replace(/(?:^|-)(?<first>[a-z])/gu, (_match, first: string) => first.toUpperCase());

const pointer = (at: string): string => `$response.body#/result/${at}`;

/** Two names that one request carries: the path's own, and that of what was made. */
const ofMadeKey: JsonSchema = Object.fromEntries(
  (['retire-api-key', 'revoke-api-key'] as const).map((operationId) => [
    words(operationId),
    {
      operationId,
      parameters: { merchantId: '$request.path.merchantId', keyId: pointer('keyId') },
    },
  ]),
);

/** @returns The links of a successful answer, by name; undefined where it leads nowhere. */
export const linksOf = (id: string): JsonSchema | undefined => {
  if (id === 'create-api-key') return ofMadeKey;
  const targets = Object.entries(links[id as DocumentedRoute] ?? {});
  if (targets.length === 0) return undefined;
  return Object.fromEntries(
    targets.flatMap(([at, operations]) => {
      const parameter = at.split('/').at(-1) ?? at;
      return operations.map((operationId) => [
        words(operationId),
        { operationId, parameters: { [parameter]: pointer(at) } },
      ]);
    }),
  );
};
