import { describe, expect, it } from 'vitest';
import { payable } from '#local/demo/payable.ts';

const checkout = {
  provider: 'toss',
  clientKey: 'k',
  pgOrderId: 'ord_1',
  amount: 9_000,
  currency: 'KRW',
  orderName: 'Cup',
  expiresAt: '2026-03-02T04:00:00.000Z',
};

describe('npm run buyer', () => {
  it('pays what the order shows, also after a payment that failed', () => {
    const payments = [{ paymentId: 'pay_2', status: 'FAILED' as const }];

    expect(payable({ checkout, status: 'PENDING', payments })).toBe(checkout);
  });

  it('names the payment in doubt, and how to read it now', () => {
    const payments = [{ paymentId: 'pay_1', status: 'IN_DOUBT' as const }];

    expect(() => payable({ status: 'PENDING', payments })).toThrow(
      expect.objectContaining({
        message: 'buyer: payment pay_1 is in doubt: the PG has not said whether it was paid',
        details: { part: 'buyer', next: 'npm run fluxpay -- in-doubt check pay_1 --stage local' },
      }),
    );
  });

  it('asks for another order where this one is paid', () => {
    const payments = [{ paymentId: 'pay_1', status: 'CONFIRMED' as const }];

    expect(() => payable({ status: 'COMPLETED', payments })).toThrow(
      expect.objectContaining({
        message: 'buyer: nothing is left to pay, the order is COMPLETED',
        details: { part: 'buyer', next: 'make an order first: docs/quick-start.md' },
      }),
    );
  });
});
