// Every key of every table is built here and nowhere else. Each begins with the tenant, or with
// `sys.engine` for rows of no merchant; index keys for system roles begin with a time or shard instead.
import { parseTenant, type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';

export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

const row = (tenant: Tenant, rest: string, sk: string): RowKey => ({
  pk: `${tenantText(tenant)}#${rest}`,
  sk,
});

export const orderKey = (tenant: Tenant, orderId: string): RowKey =>
  row(tenant, `ORDER#${orderId}`, 'ORDER');
export const paymentKey = (tenant: Tenant, paymentId: string): RowKey =>
  row(tenant, `PAY#${paymentId}`, 'PAYMENT');
export const attemptKey = (tenant: Tenant, paymentId: string, attemptId: string): RowKey =>
  row(tenant, `PAY#${paymentId}`, `ATTEMPT#${attemptId}`);
export const refundKey = (tenant: Tenant, paymentId: string, refundId: string): RowKey =>
  row(tenant, `PAY#${paymentId}`, `REFUND#${refundId}`);
export const sagaKey = (tenant: Tenant, paymentId: string): RowKey =>
  row(tenant, `PAY#${paymentId}`, 'SAGA');
export const serviceKey = (tenant: Tenant, serviceRequestId: string): RowKey =>
  row(tenant, `SVC#${serviceRequestId}`, 'SVC');
export const uniqueKey = (tenant: Tenant, kind: string, value: string): RowKey =>
  row(tenant, `UNIQ#${kind}#${value}`, 'U');
export const ledgerKey = (tenant: Tenant, effectKey: string): RowKey =>
  row(tenant, `LEDGER#${effectKey}`, 'GROUP');
export const attentionKey = (tenant: Tenant, attentionId: string): RowKey =>
  row(tenant, `ATTN#${attentionId}`, 'ITEM');
/** Head of a tenant's audit chain. */
export const auditHeadKey = (tenant: Tenant): RowKey => row(tenant, 'AUDIT', 'HEAD');
/** How far the sealer has looked, over all tenants. */
export const auditScanKey: RowKey = { pk: 'sys.engine#AUDIT', sk: 'SCAN' };
/** `test.M123#AUD#20260301#7`: the sealed records of one day, one shard of them. */
export const auditPartition = (tenant: Tenant, at: Instant, shard: string): string =>
  dayPartition(tenant, 'AUD', at, shard);
export const anchorPartition = (tenant: Tenant): string => `${tenantText(tenant)}#ANCHOR`;
export const anchorSort = (to: number): string => String(to).padStart(12, '0');
export const merchantKey = (merchantId: string): RowKey => ({
  pk: `sys.engine#MERCHANT#${merchantId}`,
  sk: 'MERCHANT',
});
export const breakerKey = (name: string): RowKey => ({
  pk: `sys.engine#BREAKER#${name}`,
  sk: 'BREAKER',
});
export const apiKeyKey = (keyId: string): RowKey => ({ pk: `sys.engine#KEY#${keyId}`, sk: 'KEY' });
export const endpointKey = (endpointId: string): RowKey => ({
  pk: `sys.engine#ENDPOINT#${endpointId}`,
  sk: 'ENDPOINT',
});
export const idempotencyKey = (tenant: Tenant, scope: string): RowKey =>
  row(tenant, `IDEM#${scope}`, 'IDEM');
export const answerKey = (tenant: Tenant, scope: string): RowKey =>
  row(tenant, `IDEM#${scope}`, 'RESPONSE');
export const nonceKey = (tenant: Tenant, keyId: string, nonce: string): RowKey =>
  row(tenant, `NONCE#${keyId}#${nonce}`, 'NONCE');
export const webhookKey = (tenant: Tenant, digest: string): RowKey =>
  row(tenant, `WEBHOOK#${digest}`, 'SEEN');
export const outboxPartition = (
  tenant: Tenant,
  userId: string | undefined,
  rootId: string,
): string => `${tenantText(tenant)}#${userId === undefined ? `A#${rootId}` : `U#${userId}`}`;
export const commandPartition = (tenant: Tenant, objectId: string): string =>
  `${tenantText(tenant)}#${objectId}`;

/** The tenant a row's key begins with. @throws AssertionFailed for rows of no merchant. */
export const tenantOfKey = (pk: string): Tenant => {
  const tenant = parseTenant(pk.slice(0, pk.indexOf('#')));
  return present(tenant, 'a row begins with its tenant');
};

/** Sort keys of lists: time first, so that text order is time order. */
export const timeId = (at: Instant, id: string): string => `${toIso(at)}#${id}`;

export const userPartition = (tenant: Tenant, userId: string): string =>
  `${tenantText(tenant)}#U#${userId}`;

/** `test.M123#ORDER#20260301#7`: one day of one kind of row, one shard of it. */
export const dayPartition = (tenant: Tenant, item: string, at: Instant, shard: string): string =>
  `${tenantText(tenant)}#${item}#${toIso(at).slice(0, 10).replaceAll('-', '')}#${shard}`;

export const duePartition = (item: string, shard: string): string => `${item}#${shard}`;

export const dueSort = (at: Instant, key: RowKey): string => `${toIso(at)}#${key.pk}#${key.sk}`;

/** The base key inside a due entry's sort key: what follows the time. */
export const keyOfDue = (dueSk: string): RowKey => {
  const rest = dueSk.slice(dueSk.indexOf('#') + 1);
  // Lazily: the attempt of a refund has `REFUND#` inside its own sort key.
  const match = /^(.*?)#(ORDER|PAYMENT|SAGA|ITEM|HEAD|ATTEMPT#.*|REFUND#.*)$/u.exec(rest);
  assert(match !== null, 'a due entry ends with its row');
  return { pk: match[1] ?? '', sk: match[2] ?? '' };
};
