// Requests that are right in every way but one that only the engine can tell: each is refused with a code of its
// own, after its body was read and its object loaded.
import { randomUUID } from 'node:crypto';
import type { Ask, Gateway } from '#test/support/world/client.ts';
import { operatorsGateway } from '#test/support/world/operator-client.ts';
import { askOf } from './asks.ts';
import { type Estate, firstOrder, usedKeys } from './town.ts';

export interface Refusal {
  readonly code: string;
  readonly ask: Ask;
  readonly by?: Gateway;
  /** Sent with a timestamp of so long ago. */
  readonly ageMs?: number;
}

const payment = (
  route: 'confirm-payment' | 'request-refund' | 'capture-payment' | 'refund-payment',
  body: Readonly<Record<string, unknown>>,
  paymentId?: string,
): Ask => ({
  route,
  key: randomUUID(),
  body,
  ...(paymentId === undefined ? {} : { params: { paymentId } }),
});

const order = (over: object): Ask => ({
  route: 'create-order',
  key: randomUUID(),
  body: { ...firstOrder, ...over },
});

const reason = 'a marked request';
const [line] = firstOrder.lineItems;

export const refusalsOf = (estate: Estate): readonly Refusal[] => {
  const { paymentId, paymentKey, paidOrderId, pendingOrderId, reservedPaymentId } = estate;
  const withKey = (ask: Ask, key: string): Ask => ({ ...ask, key });
  const { key: _key, ...keyless } = order({});
  const ofM123 = { merchantId: 'M123' };
  return [
    { code: 'AUTH_003', ask: order({}), ageMs: 600_000 },
    {
      code: 'AUTH_007',
      ask: payment('capture-payment', { merchantId: 'M777' }, reservedPaymentId),
    },
    { code: 'IDEM_002', ask: withKey(order({ orderName: 'another' }), usedKeys(estate).order) },
    { code: 'IDEM_003', ask: keyless },
    { code: 'IDEM_004', ask: withKey(order({}), 'auto:x') },
    { code: 'ORD_002', ask: order({ amount: 1 }) },
    { code: 'ORD_003', ask: order({ serviceId: 'nobody' }) },
    { code: 'PAY_013', ask: order({ lineItems: [{ ...line, unitPrice: 99_999_999 }] }) },
    { code: 'CRD_005', ask: order({ creditAmount: 1 }) },
    {
      code: 'PAY_007',
      ask: payment('confirm-payment', { orderId: pendingOrderId, paymentKey, amount: 1 }),
    },
    {
      code: 'PAY_003',
      ask: payment('confirm-payment', { orderId: paidOrderId, paymentKey, amount: 9_000 }),
    },
    { code: 'PAY_008', ask: payment('capture-payment', ofM123, paymentId) },
    { code: 'REF_002', ask: payment('request-refund', { reason, amount: 900_000 }, paymentId) },
    {
      code: 'REF_003',
      ask: payment('request-refund', { reason, amount: 100, expectedRefundable: 1 }, paymentId),
    },
    { code: 'PAY_010', ask: payment('request-refund', { reason, amount: 100 }, reservedPaymentId) },
    { code: 'SYS_007', ask: askOf('list-attention'), by: operatorsGateway('arn:aws:iam::0:root') },
    {
      code: 'SYS_006',
      ask: {
        ...askOf('approve-attention'),
        params: { attentionId: estate.attentionId },
        body: { action: 'CLOSE', reason },
      },
      by: operatorsGateway('arn:aws:iam::000000000000:user/bob'),
    },
  ];
};
