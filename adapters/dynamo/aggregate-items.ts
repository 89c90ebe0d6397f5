// Aggregates as rows: what is stored of each, under which key, and in which index. A row is the plain
// aggregate without its tenant, which its key holds; index attributes are added when it is written.
import type { AttentionItem } from '#core/attention/attention-item.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { assert } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import type { Merchant, WebhookEndpoint } from '#core/merchants/merchant.ts';
import type { Order } from '#core/orders/order.ts';
import { type Attempt, attemptId } from '#core/payments/attempt.ts';
import type { Payment } from '#core/payments/payment.ts';
import { isSendable, type Refund } from '#core/refunds/refund.ts';
import type { Saga } from '#core/sagas/saga.ts';
import * as keys from './keys.ts';
import { type Attributes, fromAttributes, type Row, toAttributes } from './row-values.ts';
import { shardOf } from './store.ts';

/** How one kind of aggregate is stored. */
export interface ItemCodec<T> {
  key(entity: T): keys.RowKey;
  /** What is stored beside the key, still as plain values: what of an entity did not change is the same object. */
  row(entity: T, shards: number): Row;
  decode(item: Attributes): T;
}

/** Attributes without the key. */
export const encoded = <T>(codec: ItemCodec<T>, entity: T, shards: number): Attributes =>
  toAttributes(codec.row(entity, shards));

/** The tenant is in the key. */
const bare = (entity: { readonly tenant: Tenant }): Row => ({ ...entity, tenant: undefined });

const indexNames = new Set([
  'pk',
  'sk',
  'history',
  'byUserPk',
  'byUserSk',
  'byTimePk',
  'byTimeSk',
  'duePk',
  'dueSk',
]);

/** @throws AssertionFailed when a row lacks what every row of its kind has. */
const decodeWith =
  <T>(needs: readonly string[]) =>
  (item: Attributes): T => {
    const row = fromAttributes(item, indexNames);
    for (const name of needs) assert(row[name] !== undefined, `a stored row has ${name}`);
    const pk = item['pk']?.S ?? '';
    return (pk.startsWith('sys.engine') ? row : { ...row, tenant: keys.tenantOfKey(pk) }) as T;
  };

const byUser = (tenant: Tenant, userId: string, item: string, at: Instant, id: string): Row => ({
  byUserPk: keys.userPartition(tenant, userId),
  byUserSk: `${item}#${keys.timeId(at, id)}`,
});

const byTime = (tenant: Tenant, item: string, at: Instant, id: string, shards: number): Row => ({
  byTimePk: keys.dayPartition(tenant, item, at, shardOf(id, shards)),
  byTimeSk: keys.timeId(at, id),
});

const due = (
  item: string,
  id: string,
  at: Instant | undefined,
  key: keys.RowKey,
  shards: number,
): Row =>
  at === undefined
    ? {}
    : { duePk: keys.duePartition(item, shardOf(id, shards)), dueSk: keys.dueSort(at, key) };

const afterMs = 60_000;

export const orderItem: ItemCodec<Order> = {
  key: (order) => keys.orderKey(order.tenant, order.orderId),
  row: (order, shards) => ({
    ...bare(order),
    ...byUser(order.tenant, order.userId, 'ORDER', order.createdAt, order.orderId),
    ...byTime(order.tenant, 'ORDER', order.createdAt, order.orderId, shards),
    ...due(
      'ORDER',
      order.orderId,
      order.status === 'PENDING' ? order.expiresAt : undefined,
      keys.orderKey(order.tenant, order.orderId),
      shards,
    ),
  }),
  decode: decodeWith<Order>(['orderId', 'status', 'version', 'amount', 'current', 'terms']),
};

export const paymentItem: ItemCodec<Payment> = {
  key: (payment) => keys.paymentKey(payment.tenant, payment.paymentId),
  row: (payment, shards) => ({
    ...bare(payment),
    ...byUser(payment.tenant, payment.userId, 'PAYMENT', payment.createdAt, payment.paymentId),
    ...byTime(payment.tenant, 'PAYMENT', payment.createdAt, payment.paymentId, shards),
    ...due(
      'PAYMENT',
      payment.paymentId,
      'dueAt' in payment ? payment.dueAt : undefined,
      keys.paymentKey(payment.tenant, payment.paymentId),
      shards,
    ),
  }),
  decode: decodeWith<Payment>(['paymentId', 'status', 'version', 'amount', 'amounts']),
};

const attemptDue = (attempt: Attempt): Instant | undefined => {
  if (attempt.state === 'SENT') return plus(attempt.deadlineAt, afterMs);
  if (attempt.state !== 'IN_DOUBT' || attempt.nextReadAt === undefined) return undefined;
  return plus(attempt.nextReadAt, afterMs);
};

export const attemptItem: ItemCodec<Attempt> = {
  key: (attempt) => keys.attemptKey(attempt.tenant, attempt.paymentId, attemptId(attempt)),
  row: (attempt, shards) => ({
    ...bare(attempt),
    ...due(
      'ATTEMPT',
      attempt.objectId,
      attemptDue(attempt),
      keys.attemptKey(attempt.tenant, attempt.paymentId, attemptId(attempt)),
      shards,
    ),
  }),
  decode: decodeWith<Attempt>(['op', 'objectId', 'state', 'fence', 'pgKey']),
};

export const refundItem: ItemCodec<Refund> = {
  key: (refund) => keys.refundKey(refund.tenant, refund.paymentId, refund.refundId),
  row: (refund, shards) => ({
    ...bare(refund),
    ...byTime(refund.tenant, 'REFUND', refund.createdAt, refund.refundId, shards),
    ...due(
      'REFUND',
      refund.refundId,
      isSendable(refund) ? plus(refund.createdAt, afterMs) : undefined,
      keys.refundKey(refund.tenant, refund.paymentId, refund.refundId),
      shards,
    ),
  }),
  decode: decodeWith<Refund>(['refundId', 'status', 'version', 'amount', 'refundableAfter']),
};

export const sagaItem: ItemCodec<Saga> = {
  key: (saga) => keys.sagaKey(saga.tenant, saga.paymentId),
  row: (saga, shards) => ({
    ...bare(saga),
    ...byTime(saga.tenant, 'SAGA', saga.startedAt, saga.sagaId, shards),
    ...due('SAGA', saga.paymentId, saga.dueAt, keys.sagaKey(saga.tenant, saga.paymentId), shards),
  }),
  decode: decodeWith<Saga>(['sagaId', 'status', 'version', 'runNo', 'executionName']),
};

export const serviceItem: ItemCodec<ServiceRequest> = {
  key: (service) => keys.serviceKey(service.tenant, service.serviceRequestId),
  row: bare,
  decode: decodeWith<ServiceRequest>(['serviceRequestId', 'state', 'version', 'deadlineAt']),
};

export const ledgerItem: ItemCodec<LedgerGroup> = {
  key: (group) => keys.ledgerKey(group.tenant, group.effectKey),
  row: bare,
  decode: decodeWith<LedgerGroup>(['effectKey', 'lines', 'currency']),
};

export const attentionItem: ItemCodec<AttentionItem> = {
  key: (item) => keys.attentionKey(item.tenant, item.attentionId),
  row: (item, shards) => ({
    ...bare(item),
    ...byTime(item.tenant, 'ITEM', item.openedAt, item.attentionId, shards),
    ...due(
      'ITEM',
      item.attentionId,
      item.status === 'RESOLVED' ? undefined : item.dueAt,
      keys.attentionKey(item.tenant, item.attentionId),
      shards,
    ),
  }),
  decode: decodeWith<AttentionItem>(['attentionId', 'kind', 'status', 'openedAt']),
};

export const merchantItem: ItemCodec<Merchant> = {
  key: (merchant) => keys.merchantKey(merchant.merchantId),
  row: (merchant) => ({
    ...(merchant as unknown as Row),
    byTimePk: 'sys.engine#MERCHANT',
    byTimeSk: keys.timeId(merchant.createdAt, merchant.merchantId),
  }),
  decode: decodeWith<Merchant>(['merchantId', 'status', 'keyIds', 'webhookEndpoints', 'version']),
};

export const apiKeyItem: ItemCodec<ApiKey> = {
  key: (key) => keys.apiKeyKey(key.keyId),
  row: (key) => key as unknown as Row,
  decode: decodeWith<ApiKey>(['keyId', 'merchantId', 'environment', 'scopes', 'secretCipher']),
};

export const endpointItem: ItemCodec<WebhookEndpoint> = {
  key: ({ endpointId }) => keys.endpointKey(endpointId),
  row: (endpoint) => endpoint as unknown as Row,
  decode: decodeWith<WebhookEndpoint>(['endpointId', 'environment', 'merchantId']),
};
