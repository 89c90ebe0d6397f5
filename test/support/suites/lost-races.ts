// Why a change may lose: every condition of every kind of change, with who came first or what was there.
import type { Tenant } from '#core/contracts/tenant.ts';
import { next } from '#core/kernel/versioned.ts';
import type { Change } from '#core/outbox/commit.ts';
import * as sample from '#test/support/engine/sample-rows.ts';

export interface Race {
  readonly reason: string;
  /** What is stored before, one transaction each. */
  readonly stored: (tenant: Tenant) => readonly Change[];
  /** Who came first; without it the stored rows alone are the reason. */
  readonly first?: (tenant: Tenant) => Change;
  readonly loses: (tenant: Tenant) => Change;
}

const { sampleAt } = sample;

const orderStep = (tenant: Tenant, over: object = {}): Change => {
  const before = sample.anOrder({ tenant });
  return { change: 'order.advance', before, after: next(before, over) };
};

export const paymentStep = (tenant: Tenant): Change => {
  const before = sample.aPayment({ tenant });
  const after = next(before, { status: 'FAILED' as const, endedAt: sampleAt });
  return { change: 'payment.advance', before, after };
};

const open = (tenant: Tenant, id: string): Change => {
  const before = sample.aPayment({ tenant });
  const openAttempt = { id, op: 'CONFIRM' as const, deadlineAt: sampleAt };
  return { change: 'payment.open', before, after: next(before, { openAttempt }) };
};

const attemptStep = (tenant: Tenant, fence = 1): Change => {
  const before = sample.anAttempt({ tenant, fence });
  return { change: 'attempt.advance', before, after: { ...before, state: 'SUCCEEDED' } };
};

export const order = (tenant: Tenant, over: object = {}): Change => ({
  change: 'order.create',
  order: sample.anOrder({ tenant, ...over }),
});
export const payment = (tenant: Tenant, over: object = {}): Change => ({
  change: 'payment.create',
  payment: sample.aPayment({ tenant, ...over }),
});
export const attempt = (tenant: Tenant, over: object = {}): Change => ({
  change: 'attempt.create',
  attempt: sample.anAttempt({ tenant, ...over }),
});
export const isPayable = (tenant: Tenant): Change => ({
  change: 'order.isPayable',
  order: sample.anOrder({ tenant }),
  at: sampleAt,
});
const refund = (tenant: Tenant): Change => ({
  change: 'refund.create',
  refund: sample.aRefund({ tenant }),
});
const refundStep = (tenant: Tenant): Change => {
  const before = sample.aRefund({ tenant });
  return {
    change: 'refund.advance',
    before,
    after: { ...before, status: 'SUCCEEDED', version: 2 },
  };
};
const saga = (tenant: Tenant): Change => ({
  change: 'saga.create',
  saga: sample.aSaga({ tenant }),
});
const sagaThatWaits = (tenant: Tenant): Change => ({
  change: 'saga.create',
  saga: sample.aSaga({ tenant, waiting: 'token-1' }),
});
const sagaStep = (tenant: Tenant): Change => {
  const before = sample.aSaga({ tenant });
  return { change: 'saga.advance', before, after: { ...before, status: 'COMPLETED', version: 2 } };
};
const service = (tenant: Tenant): Change => ({
  change: 'service.create',
  service: sample.aServiceRequest({ tenant }),
});
const serviceStep = (tenant: Tenant, state: 'COMPLETED' | 'OPEN'): Change => {
  const before = sample.aServiceRequest({ tenant });
  const after = { ...before, state, version: 2, ...(state === 'OPEN' ? { token: 't' } : {}) };
  return { change: 'service.advance', before, after };
};
export const unique = (tenant: Tenant, owner: string, isSharedByOwner?: true): Change => ({
  change: 'unique.create',
  tenant,
  kind: 'PGKEY',
  value: 'toss:key-1',
  owner,
  ...(isSharedByOwner === undefined ? {} : { isSharedByOwner }),
});
const item = (tenant: Tenant): Change => ({
  change: 'attention.create',
  item: sample.anAttentionItem({ tenant }),
});
const merchant = ({ merchantId }: Tenant): Change => ({
  change: 'merchant.create',
  merchant: sample.aMerchant({ merchantId }),
});
const merchantStep = ({ merchantId }: Tenant, keyId: string): Change => {
  const before = sample.aMerchant({ merchantId });
  const after = { ...before, version: 2, keyIds: { live: [], test: [keyId as never] } };
  return { change: 'merchant.advance', before, after };
};
const key = ({ merchantId }: Tenant): Change => ({
  change: 'key.create',
  key: sample.anApiKey({ keyId: `fpk_${merchantId}` as never, merchantId }),
});

/** One row a reason; `first` and `loses` are the same step where two come at once. */
export const races: readonly Race[] = [
  { reason: 'the order is there', stored: () => [], first: order, loses: order },
  {
    reason: 'the order’s version has moved',
    stored: (tenant) => [order(tenant)],
    first: (tenant) => orderStep(tenant, { cancelRequestedAt: sampleAt }),
    loses: (tenant) => orderStep(tenant, { status: 'PAID', paidAt: sampleAt }),
  },
  {
    reason: 'the order’s status has moved',
    stored: (tenant) => [order(tenant, { status: 'PAID', paidAt: sampleAt })],
    loses: (tenant) => orderStep(tenant, { cancelRequestedAt: sampleAt }),
  },
  {
    reason: 'the order is paid',
    stored: (tenant) => [order(tenant, { status: 'PAID', paidAt: sampleAt })],
    loses: isPayable,
  },
  {
    reason: 'a cancel is noted',
    stored: (tenant) => [order(tenant, { cancelRequestedAt: sampleAt })],
    loses: isPayable,
  },
  {
    reason: 'the order expires at this very millisecond',
    stored: (tenant) => [order(tenant, { expiresAt: sampleAt })],
    loses: isPayable,
  },
  {
    reason: 'another payment is current',
    stored: (tenant) => [
      order(tenant, { current: { ...sample.anOrder().current, paymentId: 'pay_other' } }),
    ],
    loses: isPayable,
  },
  { reason: 'no order is there', stored: () => [], loses: isPayable },
  { reason: 'the payment is there', stored: () => [], first: payment, loses: payment },
  {
    reason: 'the payment’s version has moved',
    stored: (tenant) => [payment(tenant, { version: 2 })],
    loses: paymentStep,
  },
  {
    reason: 'the payment’s status has moved',
    stored: (tenant) => [payment(tenant)],
    first: paymentStep,
    loses: paymentStep,
  },
  {
    reason: 'another attempt is open',
    stored: (tenant) => [payment(tenant)],
    first: (tenant) => open(tenant, 'CONFIRM#1'),
    loses: (tenant) => open(tenant, 'CONFIRM#2'),
  },
  {
    reason: 'the payment has ended',
    stored: (tenant) => [payment(tenant, { status: 'CANCELLED', endedAt: sampleAt })],
    loses: (tenant) => open(tenant, 'CONFIRM#1'),
  },
  {
    reason: 'the doubt is over',
    stored: (tenant) => [payment(tenant, { status: 'APPROVED', ...sample.taken })],
    loses: (tenant) => ({
      change: 'payment.isInDoubt',
      payment: sample.aPayment({ tenant }),
    }),
  },
  { reason: 'the attempt is there', stored: () => [], first: attempt, loses: attempt },
  {
    reason: 'the attempt has ended',
    stored: (tenant) => [attempt(tenant)],
    first: attemptStep,
    loses: attemptStep,
  },
  {
    reason: 'the attempt was taken over: its fence has risen',
    stored: (tenant) => [attempt(tenant, { fence: 2 })],
    loses: attemptStep,
  },
  {
    reason: 'the attempt that is waited for has ended',
    stored: (tenant) => [attempt(tenant, { state: 'DECLINED' })],
    loses: (tenant) => ({ change: 'attempt.isOpen', attempt: sample.anAttempt({ tenant }) }),
  },
  { reason: 'the refund is there', stored: () => [], first: refund, loses: refund },
  {
    reason: 'the refund has moved',
    stored: (tenant) => [refund(tenant)],
    first: refundStep,
    loses: refundStep,
  },
  { reason: 'the saga is there', stored: () => [], first: saga, loses: saga },
  {
    reason: 'the saga has moved',
    stored: (tenant) => [saga(tenant)],
    first: sagaStep,
    loses: sagaStep,
  },
  {
    reason: 'a step of the saga has begun to wait',
    stored: (tenant) => [sagaThatWaits(tenant)],
    loses: (tenant) => ({ change: 'saga.isNotWaiting', saga: sample.aSaga({ tenant }) }),
  },
  { reason: 'the service request is there', stored: () => [], first: service, loses: service },
  {
    reason: 'the service has its outcome',
    stored: (tenant) => [service(tenant)],
    first: (tenant) => serviceStep(tenant, 'COMPLETED'),
    loses: (tenant) => serviceStep(tenant, 'OPEN'),
  },
  {
    reason: 'a token was stored between the read and the outcome',
    stored: (tenant) => [service(tenant)],
    first: (tenant) => serviceStep(tenant, 'OPEN'),
    loses: (tenant) => serviceStep(tenant, 'COMPLETED'),
  },
  {
    reason: 'the unique value has an owner',
    stored: () => [],
    first: (tenant) => unique(tenant, 'pay_1'),
    loses: (tenant) => unique(tenant, 'pay_1'),
  },
  {
    reason: 'the unique value has another owner',
    stored: () => [],
    first: (tenant) => unique(tenant, 'pay_1', true),
    loses: (tenant) => unique(tenant, 'pay_2', true),
  },
  { reason: 'the item is there', stored: () => [], first: item, loses: item },
  { reason: 'the merchant is there', stored: () => [], first: merchant, loses: merchant },
  {
    reason: 'a key was made at the same moment',
    stored: (tenant) => [merchant(tenant)],
    first: (tenant) => merchantStep(tenant, 'fpk_1'),
    loses: (tenant) => merchantStep(tenant, 'fpk_2'),
  },
  { reason: 'the key is there', stored: () => [], first: key, loses: key },
];
