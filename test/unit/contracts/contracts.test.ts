import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { resolveAttentionContract } from '#core/contracts/http/act-on-attention.ts';
import { cancelOrderContract } from '#core/contracts/http/cancel-order.ts';
import { confirmPaymentContract } from '#core/contracts/http/confirm-payment.ts';
import { createApiKeyContract } from '#core/contracts/http/create-api-key.ts';
import { createMerchantContract } from '#core/contracts/http/create-merchant.ts';
import { createOrderContract } from '#core/contracts/http/create-order.ts';
import { getHealthContract } from '#core/contracts/http/get-health.ts';
import { getIdempotencyRecordContract } from '#core/contracts/http/get-idempotency-record.ts';
import { getOrderContract } from '#core/contracts/http/get-order.ts';
import { getPaymentContract } from '#core/contracts/http/get-payment.ts';
import { getPaymentTimelineContract } from '#core/contracts/http/get-payment-timeline.ts';
import { getRefundContract } from '#core/contracts/http/get-refund.ts';
import { getSagaContract } from '#core/contracts/http/get-saga.ts';
import { listAttentionContract } from '#core/contracts/http/list-attention.ts';
import { listOrdersContract } from '#core/contracts/http/list-orders.ts';
import { listPaymentsContract } from '#core/contracts/http/list-payments.ts';
import {
  listPaymentRefundsContract,
  listRefundsContract,
} from '#core/contracts/http/list-refunds.ts';
import { requestRefundContract } from '#core/contracts/http/request-refund.ts';
import {
  completeServiceContract,
  failServiceContract,
} from '#core/contracts/http/service-callbacks.ts';
import { validate } from '#core/contracts/http/validate.ts';

const orderId = 'ord_01KJPBG54TEGFV0XS2T709NSFK';
const serviceRequestId = 'svc_01KJPBH91CEATA3HBDFT7S04HM';
const line = { productId: 'p-1', productName: '이미지 생성', quantity: 2, unitPrice: 5_000 };
const order = { userId: 'user-42', lineItems: [line] };

/** Faults as `field:code`, in the order they are listed. */
const faults = (schema: z.ZodMiniType, input: unknown): string[] => {
  const result = validate(schema, input);
  return result.ok ? [] : result.error.map(({ field, code }) => `${field}:${code}`);
};

const orderFaults = (part: object): string[] =>
  faults(createOrderContract.body, { ...order, ...part });

describe('create-order', () => {
  it('gives money as bigint and leaves absent fields out', () => {
    const result = validate(createOrderContract.body, order);

    expect(result).toEqual({
      ok: true,
      value: { userId: 'user-42', lineItems: [{ ...line, unitPrice: 5_000n }] },
    });
  });

  it('takes every documented field', () => {
    expect(
      orderFaults({
        serviceId: 'lumen-ai',
        merchantOrderId: 'order:2026-1',
        currency: 'KRW',
        lineItems: [line, { priceCode: 'image-hd', quantity: 1_000_000_000, baseAmount: '5' }],
        amount: '10000',
        creditAmount: 10_000,
        orderName: '이미지',
        taxFreeAmount: 0,
        customer: { name: '김하늘', email: 'kim@example.test', phone: '01012345678' },
        metadata: { sku: 'A-1' },
        expiresInSeconds: 60,
        idempotencyKey: 'k-1',
      }),
    ).toEqual([]);
  });

  it.each([
    [
      'a line without product',
      { lineItems: [{ quantity: 1 }] },
      [
        'lineItems[0].productId:required',
        'lineItems[0].productName:required',
        'lineItems[0].unitPrice:required',
      ],
    ],
    [
      'a price code with a price',
      { lineItems: [{ ...line, priceCode: 'a' }] },
      [
        'lineItems[0].productId:unknown',
        'lineItems[0].productName:unknown',
        'lineItems[0].unitPrice:unknown',
      ],
    ],
    [
      'a product with a base',
      { lineItems: [{ ...line, baseAmount: 1 }] },
      ['lineItems[0].baseAmount:unknown'],
    ],
    [
      'too many of a product',
      { lineItems: [{ ...line, quantity: 10_000 }] },
      ['lineItems[0].quantity:too_big'],
    ],
    [
      'a text as quantity',
      { lineItems: [{ ...line, quantity: '1' }] },
      ['lineItems[0].quantity:invalid_type'],
    ],
    [
      'none of a product',
      { lineItems: [{ ...line, quantity: 0 }] },
      ['lineItems[0].quantity:too_small'],
    ],
    ['a line that is none', { lineItems: [null] }, ['lineItems[0]:invalid_type']],
    ['no lines', { lineItems: [] }, ['lineItems:too_small']],
    ['101 lines', { lineItems: Array.from({ length: 101 }, () => line) }, ['lineItems:too_big']],
    [
      'parts above the amount',
      { amount: 5, creditAmount: 6, taxFreeAmount: 7 },
      ['creditAmount:too_big', 'taxFreeAmount:too_big'],
    ],
    ['nothing to pay', { amount: 0 }, ['amount:too_small']],
    ['a short life', { expiresInSeconds: 59 }, ['expiresInSeconds:too_small']],
    [
      'a customer with what nobody asked for, a card and no address',
      { customer: { name: '4242 4242 4242 4242', email: 'kim', phone: '010-1234-5678', age: 7 } },
      [
        'customer.name:card_data',
        'customer.email:invalid_format',
        'customer.phone:invalid_format',
        'customer.age:unknown',
      ],
    ],
    ['a typing mistake and a card', { quanttiy: 1, cvv: 1 }, ['quanttiy:unknown', 'cvv:card_data']],
  ])('refuses %s', (_name, part, expected) => {
    expect(orderFaults(part)).toEqual(expected);
  });

  it('refuses a __proto__ of the body as any unknown property', () => {
    const body = JSON.parse(`{"__proto__":{"a":1},"userId":"user-42","lineItems":[]}`) as unknown;

    expect(faults(createOrderContract.body, body)).toContain('lineItems:too_small');
    expect(faults(createOrderContract.body, body)).toContain('__proto__:unknown');
  });
});

describe('confirm-payment', () => {
  const body = { orderId, paymentKey: 'tliar20260302130450AbCd1', amount: 10_000 };

  it('takes an order id and the pgOrderId of a later payment', () => {
    expect(faults(confirmPaymentContract.body, body)).toEqual([]);
    expect(faults(confirmPaymentContract.body, { ...body, orderId: `${orderId}-2` })).toEqual([]);
    expect(faults(confirmPaymentContract.body, { orderId, amount: 0 })).toEqual([]);
  });

  it('lists what is missing or malformed', () => {
    expect(faults(confirmPaymentContract.body, {})).toEqual([
      'orderId:required',
      'amount:required',
    ]);
    expect(faults(confirmPaymentContract.body, { ...body, orderId: `${orderId}-0` })).toEqual([
      'orderId:invalid_format',
    ]);
  });
});

describe('service callbacks', () => {
  it('need exactly one name of the request', () => {
    expect(
      faults(completeServiceContract.body, { serviceRequestId, serviceRef: 'img-881' }),
    ).toEqual([]);
    expect(faults(completeServiceContract.body, { orderId, detail: { a: 1 } })).toEqual([]);
    expect(faults(completeServiceContract.body, {})).toEqual(['serviceRequestId:required']);
    expect(faults(completeServiceContract.body, { serviceRequestId, orderId })).toEqual([
      'orderId:unknown',
    ]);
  });

  it('measure the use once', () => {
    const usage = [{ priceCode: 'image-hd', quantity: 2 }];

    expect(faults(completeServiceContract.body, { orderId, usage })).toEqual([]);
    expect(faults(completeServiceContract.body, { orderId, captureCreditAmount: 5 })).toEqual([]);
    expect(
      faults(completeServiceContract.body, { orderId, usage, captureCreditAmount: 5 }),
    ).toEqual(['usage:unknown']);
  });

  it('need a reason for a failure, and list it beside other faults', () => {
    expect(faults(failServiceContract.body, { orderId, reasonCode: 'gpu-unavailable' })).toEqual(
      [],
    );
    expect(faults(failServiceContract.body, {})).toEqual([
      'reasonCode:required',
      'serviceRequestId:required',
    ]);
  });
});

describe('other routes', () => {
  it('refuse unknown query parameters and repeated ones', () => {
    expect(faults(listOrdersContract.query, { status: ['PAID', 'CANCELLED'], limit: '5' })).toEqual(
      [],
    );
    expect(faults(listOrdersContract.query, { page: '2' })).toEqual(['page:unknown']);
    expect(faults(listOrdersContract.query, { userId: ['a', 'b'] })).toEqual([
      'userId:invalid_type',
    ]);
    expect(faults(getPaymentContract.query, { refresh: 'yes' })).toEqual([
      'refresh:invalid_format',
    ]);
  });

  it('judge ids in the path by their form', () => {
    expect(faults(cancelOrderContract.params, { orderId })).toEqual([]);
    expect(faults(cancelOrderContract.params, { orderId: 'ord_1' })).toEqual([
      'orderId:invalid_format',
    ]);
    expect(faults(cancelOrderContract.body, {})).toEqual(['reason:required']);
  });

  it('look up a key by its route', () => {
    const query = { method: 'POST', route: '/api/v1/payments/confirm' };

    expect(faults(getIdempotencyRecordContract.query, query)).toEqual([]);
    expect(faults(getIdempotencyRecordContract.query, { ...query, key: 'a/b%?#' })).toEqual([]);
    expect(faults(getIdempotencyRecordContract.query, {})).toEqual([
      'method:required',
      'route:required',
    ]);
  });

  it('let operators make merchants and keys, with a reason', () => {
    expect(
      faults(createMerchantContract.body, {
        merchantId: 'M123',
        name: 'Lumen',
        services: ['lumen-ai'],
        providers: { test: { toss: { clientKey: 'test_ck_liar_tliar01' } } },
        reason: 'new customer',
      }),
    ).toEqual([]);
    expect(
      faults(createApiKeyContract.body, { environment: 'test', scopes: ['orders:read', 'root'] }),
    ).toEqual(['scopes[1]:invalid_format', 'reason:required']);
    expect(faults(listAttentionContract.query, { kind: 'SAGA_STUCK', env: 'live' })).toEqual([]);
  });

  it('judge what is only read', () => {
    const paymentId = 'pay_01KJPBG54TFCY9TKJZC1RR54X4';
    const sagaId = 'saga_01KJPBG54TFCY9TKJZC1RR54X4';

    expect(faults(getOrderContract.params, { orderId })).toEqual([]);
    expect(faults(getPaymentTimelineContract.params, { paymentId })).toEqual([]);
    expect(faults(getSagaContract.params, { sagaId: paymentId })).toEqual([
      'sagaId:invalid_format',
    ]);
    expect(faults(getSagaContract.params, { sagaId })).toEqual([]);
    expect(faults(listPaymentsContract.query, { provider: 'toss', status: 'IN_DOUBT' })).toEqual(
      [],
    );
    expect(faults(getHealthContract.query, { deep: 'true' })).toEqual(['deep:unknown']);
  });
});

describe('request-refund', () => {
  const reason = 'one image unusable';
  const refundFaults = (part: object): string[] =>
    faults(requestRefundContract.body, { reason, ...part });

  it('takes every documented field, and nothing but a reason', () => {
    expect(refundFaults({})).toEqual([]);
    expect(
      refundFaults({
        amount: 3_000,
        refundId: 'refund-1',
        expectedRefundable: '10000',
        taxFreeAmount: 3_000,
        destination: 'ORIGINAL',
        idempotencyKey: 'k-1',
      }),
    ).toEqual([]);
  });

  it.each([
    [{ amount: 0 }, 'amount:too_small'],
    [{ amount: 0.5 }, 'amount:invalid_format'],
    [{ amount: '-1' }, 'amount:invalid_format'],
    [{ refundId: 'short' }, 'refundId:invalid_format'],
    [{ refundId: 'with space' }, 'refundId:invalid_format'],
    [{ expectedRefundable: -1 }, 'expectedRefundable:too_small'],
    [{ amount: 100, taxFreeAmount: 101 }, 'taxFreeAmount:too_big'],
    [{ destination: 'CREDIT' }, 'destination:invalid_format'],
    [
      { refundAccount: { bankCode: '88', accountNumber: '1', holderName: 'a' } },
      'refundAccount.accountNumber:invalid_format',
    ],
    [{ reason: '' }, 'reason:too_small'],
    [{ reason: 'x'.repeat(129) }, 'reason:too_big'],
    [{ reason: 'card 4242 4242 4242 4242' }, 'reason:card_data'],
    [{ reason: undefined }, 'reason:required'],
  ])('%o is %s', (part, fault) => {
    expect(refundFaults(part)).toEqual([fault]);
  });

  it('judges the ids and filters of its reads', () => {
    const paymentId = 'pay_01KJPBG54TFCY9TKJZC1RR54X4';

    expect(faults(getRefundContract.params, { refundId: 'rf' })).toEqual([
      'refundId:invalid_format',
    ]);
    expect(faults(getRefundContract.params, { refundId: 'my-refund' })).toEqual([]);
    expect(faults(listPaymentRefundsContract.params, { paymentId })).toEqual([]);
    expect(faults(listPaymentRefundsContract.query, { status: 'SENT' })).toEqual([
      'status:unknown',
    ]);
    expect(faults(listRefundsContract.query, { paymentId, orderId, status: 'SENT' })).toEqual([]);
    expect(faults(listRefundsContract.query, { paymentId: 'pay_1', status: 'GONE' })).toEqual([
      'paymentId:invalid_format',
      'status:invalid_format',
    ]);
  });
});

describe('create-merchant', () => {
  it('keeps the name of the engine’s own tenant', () => {
    const made = { merchantId: 'sys', name: 'A shop', reason: 'a first one' };

    expect(faults(createMerchantContract.body, made)).toEqual(['merchantId:invalid_format']);
  });
});

describe('resolve-attention', () => {
  const proof = { transactionKey: 'tx-1', at: '2026-03-01T00:00:00Z' };
  const resolving = (more: object): string[] =>
    faults(resolveAttentionContract.body, { reason: 'seen at the PG', ...more });

  it('takes evidence and a step where the action does', () => {
    expect(resolving({ action: 'CLOSE', evidence: proof, from: 'A' })).toEqual([
      'evidence:unknown',
      'from:unknown',
    ]);
    expect(resolving({ action: 'ADOPT_SUCCESS' })).toEqual(['evidence:required']);
  });

  it('says nothing of them where the action is none', () => {
    expect(resolving({ action: 'SURPRISE', evidence: proof, from: 'A' })).toEqual([
      'action:invalid_format',
    ]);
    expect(resolving({ evidence: proof })).toEqual(['action:required']);
  });
});
