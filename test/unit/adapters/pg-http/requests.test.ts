import { describe, expect, it } from 'vitest';
import { basicAuthorization } from '#adapters/pg-http/pg-client.ts';
import { cancelBody, cancelPath, confirmBody, readPath } from '#adapters/pg-http/requests.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { money } from '#core/kernel/money.ts';

const call = {
  tenant: { environment: 'test', merchantId: 'M123' as MerchantId },
  idempotencyKey: 'k',
  timeoutMs: 1_000,
  paymentKey: 'pk_1',
  pgOrderId: 'ord_1',
} as const;
const won = (minor: bigint) => money(minor, 'KRW');
const mark = '[rf:rf_1]';
const cancel = { ...call, amount: won(4_000n), total: won(10_000n), refundable: won(6_000n), mark };

describe('confirmBody', () => {
  it('holds exactly the three fields of the PG', () => {
    const body = confirmBody({ ...call, amount: won(10_000n) });

    expect(body).toBe('{"paymentKey":"pk_1","orderId":"ord_1","amount":10000}');
  });
});

describe('cancelBody', () => {
  it('names amount, currency and the balance by our books', () => {
    expect(JSON.parse(cancelBody({ ...cancel, reason: `late ${mark}` }))).toEqual({
      cancelReason: 'late [rf:rf_1]',
      cancelAmount: 4_000,
      currency: 'KRW',
      refundableAmount: 6_000,
    });
  });

  it.each(['x'.repeat(300), `${'x'.repeat(300)}${mark}`, '', mark])(
    'ends with the mark inside 200 characters: %s',
    (reason) => {
      const { cancelReason } = JSON.parse(cancelBody({ ...cancel, reason })) as {
        cancelReason: string;
      };

      expect(cancelReason.endsWith(mark)).toBe(true);
      expect(cancelReason.length).toBeLessThanOrEqual(200);
      expect(cancelReason.split(mark)).toHaveLength(2);
    },
  );
});

describe('paths', () => {
  it('reads by payment key, else by order', () => {
    expect(readPath(call)).toBe('/pk_1');
    expect(readPath({ ...call, paymentKey: undefined })).toBe('/orders/ord_1');
  });

  it.each(['', '.', '..', '\ud800'])('cannot carry the id %j', (paymentKey) => {
    expect(cancelPath(paymentKey)).toBeUndefined();
    expect(readPath({ ...call, paymentKey })).toBeUndefined();
  });

  it('keeps an id inside its segment', () => {
    expect(cancelPath('../../__liar/v1?x#y')).toBe('/..%2F..%2F__liar%2Fv1%3Fx%23y/cancel');
  });
});

describe('basicAuthorization', () => {
  it.each([
    [
      'test_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6',
      'dGVzdF9nc2tfZG9jc19PYVB6OEw1S2RtUVhrelJ6M3k0N0JNdzY6',
    ],
    [
      'test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R',
      'dGVzdF9za196WExrS0V5cE5BcldtbzUwblgzbG1lYXhZRzVSOg==',
    ],
  ])('gives the documented text for %s', (key, encoded) => {
    expect(basicAuthorization(key)).toBe(`Basic ${encoded}`);
  });
});
