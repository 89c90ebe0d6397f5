// One of each aggregate, complete and plain, for tests of rows and moves. What matters is given by the test.
import type { WaitingItem } from '#core/attention/attention-item.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import type {
  AttentionId,
  KeyId,
  MerchantId,
  OrderId,
  PaymentId,
  RefundId,
  SagaId,
  ServiceRequestId,
} from '#core/kernel/ids.ts';
import { type Instant, instant, plus } from '#core/kernel/instant.ts';
import { money, zero } from '#core/kernel/money.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import type { Merchant } from '#core/merchants/merchant.ts';
import type { Order, PendingOrder } from '#core/orders/order.ts';
import type { Attempt } from '#core/payments/attempt.ts';
import { noAmounts, type Payment, type ReadyPayment } from '#core/payments/payment.ts';
import type { Refund } from '#core/refunds/refund.ts';
import type { Saga } from '#core/sagas/saga.ts';
import { tenant as home } from './engine.ts';

export const sampleAt: Instant = instant(Date.UTC(2026, 2, 2, 4, 0, 0));

const body = '01KJPBG54TFCY9TKJZC1RR54X4';
export const orderId = `ord_${body}` as OrderId;
export const paymentId = `pay_${body}` as PaymentId;
export const refundId = `rf_${body}` as RefundId;
export const sagaId = `saga_${body}` as SagaId;
export const serviceRequestId = `svc_${body}` as ServiceRequestId;
export const attentionId = `attn_${body}` as AttentionId;

const won = (minor: bigint) => money(minor, 'KRW');
const facts = { ...firstVersion, userId: 'user-1', createdAt: sampleAt, requestId: 'request-1' };

interface In {
  readonly tenant?: Tenant;
}

export const anOrder = (over: Partial<Order> & In = {}): PendingOrder =>
  ({
    ...facts,
    tenant: home,
    orderId,
    serviceId: 'shop',
    kind: 'PURCHASE',
    status: 'PENDING',
    terms: {
      version: 1,
      provider: 'toss',
      fulfilment: 'callback',
      timeoutSeconds: 10,
      attemptsMax: 5,
      canCancelWhilePaid: true,
    },
    amount: won(9_000n),
    taxFree: zero('KRW'),
    orderName: '컵',
    lineItems: [
      { productId: 'cup', productName: '컵', quantity: 1, unitPrice: 9_000n, amount: 9_000n },
    ],
    clientKey: 'test_ck_liar_tliar01',
    paymentIds: [paymentId],
    current: { paymentId, number: 1, attemptNo: 0, version: 1, seq: 0, createdAt: sampleAt },
    expiresAt: plus(sampleAt, 1_800_000),
    ...over,
  }) as PendingOrder;

export const aPayment = (over: Partial<Payment> & In = {}): ReadyPayment =>
  ({
    ...facts,
    tenant: home,
    paymentId,
    orderId,
    provider: 'toss',
    number: 1,
    amount: won(9_000n),
    taxFree: zero('KRW'),
    amounts: noAmounts('KRW'),
    status: 'READY',
    ...over,
  }) as ReadyPayment;

/** What a taken payment has beside its status. */
export const taken = {
  approval: { pgTxId: 'tx-1', method: { type: 'CARD' as const }, approvedAt: sampleAt },
  amounts: {
    captured: won(9_000n),
    refundable: won(9_000n),
    refunding: won(0n),
    refunded: won(0n),
  },
};

export const anAttempt = (over: Partial<Attempt> & In = {}): Attempt => ({
  tenant: home,
  paymentId,
  orderId,
  userId: 'user-1',
  op: 'CONFIRM',
  objectId: paymentId,
  attemptNo: 1,
  state: 'SENT',
  fence: 1,
  pgKey: 'k'.repeat(43),
  requestHash: 'h'.repeat(64),
  provider: 'toss',
  paymentKey: 'key-1',
  pgOrderId: orderId,
  amount: won(9_000n),
  sentAt: sampleAt,
  deadlineAt: plus(sampleAt, 15_000),
  evidence: [],
  requestId: 'request-1',
  ...over,
});

export const aRefund = (over: Partial<Refund> & In = {}): Refund => ({
  ...facts,
  tenant: home,
  refundId,
  paymentId,
  orderId,
  amount: won(9_000n),
  refundableAfter: zero('KRW'),
  origin: 'COMPENSATION',
  reason: 'service_failed',
  status: 'SENT',
  ...over,
});

export const aSaga = (over: Partial<Saga> & In = {}): Saga => ({
  ...firstVersion,
  tenant: home,
  sagaId,
  paymentId,
  orderId,
  userId: 'user-1',
  serviceRequestId,
  status: 'RUNNING',
  entry: 'EXECUTE',
  step: 'ExecuteService',
  steps: {},
  executionName: `M123-${paymentId}`,
  runNo: 1,
  approvedAt: sampleAt,
  startedAt: sampleAt,
  timeoutSeconds: 10,
  dueAt: plus(sampleAt, 70_000),
  requestId: 'request-1',
  ...over,
});

export const aServiceRequest = (over: Partial<ServiceRequest> & In = {}): ServiceRequest => ({
  ...firstVersion,
  tenant: home,
  serviceRequestId,
  orderId,
  paymentId,
  sagaId,
  userId: 'user-1',
  serviceId: 'shop',
  state: 'OPEN',
  deadlineAt: plus(sampleAt, 10_000),
  rejected: 0,
  requestId: 'request-1',
  ...over,
});

export const anAttentionItem = (over: Partial<WaitingItem> & In = {}): WaitingItem => ({
  ...firstVersion,
  tenant: home,
  attentionId,
  kind: 'CANCEL_REFUSED',
  objectType: 'saga',
  objectId: sagaId,
  orderId,
  paymentId,
  moneyAtRisk: won(9_000n),
  step: 'CancelPayment',
  evidence: [{ payment: 'APPROVED' }],
  suggestedActions: ['RETRY'],
  severity: 'P2',
  status: 'OPEN',
  openedAt: sampleAt,
  dueAt: plus(sampleAt, 900_000),
  ...over,
});

export const aMerchant = (over: Partial<Merchant> = {}): Merchant => ({
  merchantId: 'M123' as MerchantId,
  name: 'Cup shop',
  status: 'ACTIVE',
  services: ['shop'],
  providers: { test: { toss: { clientKey: 'test_ck_liar_tliar01' } } },
  keyIds: { live: [], test: [] },
  webhookEndpoints: { live: 'a'.repeat(32), test: 'b'.repeat(32) },
  version: 1,
  createdAt: sampleAt,
  ...over,
});

export const anApiKey = (over: Partial<ApiKey> = {}): ApiKey => ({
  keyId: 'fpk_test_M123_01' as KeyId,
  merchantId: 'M123' as MerchantId,
  environment: 'test',
  scopes: ['orders:write', 'payments:write'],
  state: 'ACTIVE',
  label: 'till',
  secretCipher: 'Y2lwaGVy',
  createdAt: sampleAt,
  ...over,
});
