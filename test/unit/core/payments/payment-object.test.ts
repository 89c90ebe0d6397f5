// What a payment shows of an authorization that the PG numbered.
import { describe, expect, it } from 'vitest';
import { plus } from '#core/kernel/instant.ts';
import { paymentItem } from '#core/payments/payment-object.ts';
import { aPayment, sampleAt } from '#test/support/engine/sample-rows.ts';

describe('a payment that is reserved', () => {
  it.each([{ approvalNumber: '00000001' }, {}])('shows the number the PG told: %o', (told) => {
    const authorization = {
      pgTxId: 'tx-1',
      authorizedAt: sampleAt,
      expiresAt: plus(sampleAt, 1_000),
      ...told,
    };
    const payment = aPayment({ status: 'AUTHORIZED', authorization } as never);

    const shown = paymentItem(payment, sampleAt);

    expect(shown).toMatchObject({ pgTxId: 'tx-1', authorizedAmount: 9_000 });
    expect(shown['approvalNumber']).toBe(told.approvalNumber);
  });
});
