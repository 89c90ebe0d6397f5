// The engine computes what an order costs; what the client says is only compared with it.
import { describe, expect, it } from 'vitest';
import { parsePgOrderId, pgOrderIdOf } from '#core/orders/order.ts';
import { type OrderRequest, priceOrder } from '#core/orders/price-order.ts';
import type { SellingPolicy } from '#core/pricing/selling-policy.ts';
import { orderId } from '#test/support/engine/sample-rows.ts';
import { policy } from '#test/support/selling-policy.ts';

const cup = { productId: 'cup', productName: '컵', quantity: 2, unitPrice: 4_500n };

const price = (request: Partial<OrderRequest>, policies: readonly SellingPolicy[] = [policy({})]) =>
  priceOrder({ userId: 'user-1', lineItems: [cup], ...request }, { all: () => policies }, 'M123');

const codeOf = (priced: ReturnType<typeof price>): unknown =>
  priced.ok ? 'priced' : [priced.error.code, priced.error.result];

describe('an order', () => {
  it('costs the sum of its lines', () => {
    const priced = price({ lineItems: [cup, { ...cup, quantity: 1, unitPrice: 0n }] });

    expect(priced).toMatchObject({
      ok: true,
      value: { amount: { minor: 9_000n, currency: 'KRW' }, taxFree: { minor: 0n } },
    });
  });

  it.each([
    [[cup], '컵'],
    [[cup, { ...cup, productName: '접시' }], '컵 외 1건'],
    [[{ ...cup, productName: 'ㄱ'.repeat(255) }, cup], `${'ㄱ'.repeat(95)} 외 1건`],
    // Half of a pair is no sign, and no store keeps it.
    [[{ ...cup, productName: `ㄱ${'🎬'.repeat(60)}` }, cup], `ㄱ${'🎬'.repeat(47)} 외 1건`],
    [[{ ...cup, productName: '🎬'.repeat(60) }, cup], `${'🎬'.repeat(47)} 외 1건`],
  ])('is named after its first line', (lineItems, name) => {
    expect(price({ lineItems })).toMatchObject({ value: { orderName: name } });
  });

  it('keeps the name it is given', () => {
    expect(price({ orderName: '선물' })).toMatchObject({ value: { orderName: '선물' } });
  });

  it.each([
    ['another total', { amount: 8_999n }, ['ORD_002', null]],
    ['nothing to pay', { lineItems: [{ ...cup, unitPrice: 0n }] }, ['ORD_002', null]],
    ['a line without a price', { lineItems: [{ quantity: 1 }] }, ['ORD_002', null]],
    ['credits', { creditAmount: 1n }, ['CRD_005', null]],
    ['a credit unit', { currency: 'AIC' }, ['CRD_005', null]],
    ['a price code', { lineItems: [{ priceCode: 'image', quantity: 1 }] }, ['CRD_005', null]],
    ['an unknown service', { serviceId: 'nobody' }, ['ORD_003', null]],
    [
      'more tax-free than it costs',
      { taxFreeAmount: 9_001n },
      ['VAL_001', { fieldErrors: [{ field: 'taxFreeAmount', code: 'too_big' }] }],
    ],
    [
      'too many lines',
      { lineItems: Array.from({ length: 21 }, () => cup) },
      ['VAL_001', { fieldErrors: [{ field: 'lineItems', code: 'too_big' }] }],
    ],
    [
      'too little for the card',
      { lineItems: [{ ...cup, quantity: 1, unitPrice: 99n }] },
      ['PAY_013', null],
    ],
    [
      'too much for the policy',
      { lineItems: [{ ...cup, unitPrice: 1_000_001n }] },
      ['PAY_013', null],
    ],
  ] as const)('is refused with %s', (_what, request, refusal) => {
    expect(codeOf(price(request as Partial<OrderRequest>))).toEqual(refusal);
  });

  it.each([
    ['its total said right', { amount: 9_000n }],
    ['its currency said right', { currency: 'KRW' }],
    ['no credits', { creditAmount: 0n }],
    ['all of it tax-free', { taxFreeAmount: 9_000n }],
    ['its service named', { serviceId: 'shop' }],
  ] as const)('is priced with %s', (_what, request) => {
    expect(codeOf(price(request))).toBe('priced');
  });

  it('at the bounds of the policy is priced, and never above what a field may hold', () => {
    const bounds = [policy({ amountMin: 9_000n, amountMax: 9_000n })];
    const endless = [policy({ amountMax: 10n ** 18n })];
    const dear = { lineItems: [{ ...cup, unitPrice: 999_999_999_999_999n }] };

    expect(codeOf(price({}, bounds))).toBe('priced');
    expect(codeOf(price(dear, endless))).toEqual(['PAY_013', null]);
  });
});

describe('the policy of an order', () => {
  const other = policy({ serviceId: 'other', merchants: ['M999'] });
  const mine = policy({ serviceId: 'mine', merchants: ['M123'] });

  it('need not be named where there is one', () => {
    expect(codeOf(price({}, [other, mine]))).toBe('priced');
  });

  it('must be named where there are more', () => {
    expect(codeOf(price({}, [policy({}), mine]))).toEqual([
      'VAL_001',
      { fieldErrors: [{ field: 'serviceId', code: 'required' }] },
    ]);
  });

  it('of another merchant is no policy', () => {
    expect(codeOf(price({ serviceId: 'other' }, [other, mine]))).toEqual(['ORD_003', null]);
    expect(codeOf(price({}, [other]))).toEqual(['ORD_003', null]);
  });
});

describe('the order number at the PG', () => {
  it('is the order’s id, and numbered from the second payment on', () => {
    expect([pgOrderIdOf(orderId, 1), pgOrderIdOf(orderId, 2)]).toEqual([orderId, `${orderId}-2`]);
  });

  it.each([
    [orderId, orderId, undefined],
    [`${orderId}-2`, orderId, 2],
    [`${orderId}-12`, orderId, 12],
    [`${orderId}-1`, `${orderId}-1`, undefined],
    [`${orderId}-02`, `${orderId}-02`, undefined],
    ['something', 'something', undefined],
  ])('%s is read as %s and %s', (text, id, number) => {
    expect(parsePgOrderId(text)).toEqual({ orderId: id, number });
  });
});
