// The key of a request whose client sends none, and what is kept under such a key.
// Source: API specification, sections 5.1 and 6.4.
import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { done, refusal } from '#core/contracts/http/answer.ts';
import { type RouteId, routeOf } from '#core/contracts/http/route-table.ts';
import { isKept } from '#core/idempotency/frozen.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Exchange } from '#functions/_pipeline/exchange.ts';
import { readIdempotencyKey } from '#functions/_pipeline/idempotency-key.ts';

const settings = { leaseMs: 30_000, answerTtlSeconds: 86_400 };

const read = (route: RouteId, json: JsonObject, key?: string) => {
  const exchange = {
    row: routeOf(route),
    raw: {
      headers: key === undefined ? {} : { 'idempotency-key': key },
      pathParameters: { paymentId: 'pay_1' },
      query: {},
    },
    json,
  } as unknown as Exchange;
  const refused = readIdempotencyKey(nodeDigests, settings)(exchange);
  return refused?.code ?? exchange.claim?.scope;
};

const merchantId = 'M123';

describe('a key the engine makes', () => {
  it.each([
    ['capture-payment', { merchantId }, 'capture/{paymentId}#auto:capture:pay_1:all'],
    [
      'capture-payment',
      { merchantId, amount: 9_000 },
      'capture/{paymentId}#auto:capture:pay_1:9000',
    ],
    ['refund-payment', { merchantId }, 'refund/{paymentId}#auto:refund:pay_1:all'],
  ] as const)('for %s of %j says what is asked for', (route, json, scope) => {
    expect(read(route, json)).toBe(`POST /payments/${scope}`);
  });

  it('gives way to that of the client', () => {
    expect(read('capture-payment', { merchantId }, 'mine')).toBe(
      'POST /payments/capture/{paymentId}#mine',
    );
  });

  it('is nobody else’s to send', () => {
    expect(read('capture-payment', { merchantId }, 'auto:capture:pay_1:all')).toBe('IDEM_004');
    expect(read('authorize-payment', { merchantId })).toBe('IDEM_003');
  });
});

describe('what is kept under it', () => {
  const made = 'POST /payments/capture/{paymentId}#auto:capture:pay_1:all';

  it('is a success, and no refusal', () => {
    expect(isKept(done({}), made)).toBe(true);
    expect(isKept(refusal('PAY_002'), made)).toBe(false);
    expect(isKept(refusal('PAY_014'), made)).toBe(false);
  });

  it('is told from a key that only looks alike', () => {
    expect(isKept(refusal('PAY_002'), 'POST /api/v1/payments/confirm#mine')).toBe(true);
    expect(isKept(refusal('PAY_002'), 'POST /api/v1/payments/confirm#x#auto:y')).toBe(true);
  });
});
