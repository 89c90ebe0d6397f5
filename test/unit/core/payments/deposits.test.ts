// A payment that waits for a deposit: when it is looked at, what is kept of its account, and its way back.
import { describe, expect, it } from 'vitest';
import { plus } from '#core/kernel/instant.ts';
import { awaitDeposit, keepWaiting } from '#core/payments/deposit-moves.ts';
import { firstLook, nextLook, settledAfterMs } from '#core/payments/deposit-schedule.ts';
import type { PgPayment } from '#core/payments/payment-gateway.ts';
import { accountOf } from '#core/payments/record-deposit-wait.ts';
import { aPayment, sampleAt } from '#test/support/engine/sample-rows.ts';

const minuteMs = 60_000;
const account = { bankCode: '88', accountNumber: '1234', dueAt: plus(sampleAt, 2 * minuteMs) };
const settledAt = plus(account.dueAt, settledAfterMs);

describe('a look at an account', () => {
  it('comes at the date where five minutes or an hour would be past it', () => {
    expect(firstLook(account, sampleAt)).toBe(settledAt);
    expect(nextLook(account, sampleAt)).toBe(settledAt);
  });

  it('comes every minute once the date is past', () => {
    expect(nextLook(account, settledAt)).toBe(plus(settledAt, minuteMs));
  });
});

describe('an account as it was issued', () => {
  it.each([
    ['without a secret', {}, account],
    ['with the secret of its callbacks', { secret: 'ps_1' }, { ...account, secret: 'ps_1' }],
  ])('%s', (_what, told, kept) => {
    const made = accountOf(account, told as PgPayment);
    const payment = awaitDeposit(aPayment(), made, settledAt);

    expect(made).toEqual(kept);
    expect(payment.virtualAccount).toEqual(account);
    expect(payment.callbackSecret).toBe(made.secret);
  });
});

describe('a void that was not done', () => {
  it.each(['IN_DOUBT', 'WAITING_FOR_DEPOSIT'] as const)('leaves what was %s waiting', (status) => {
    const payment = aPayment({ status, virtualAccount: account });

    expect(keepWaiting(payment, settledAt)).toMatchObject({
      status: 'WAITING_FOR_DEPOSIT',
      virtualAccount: account,
      dueAt: settledAt,
    });
  });

  it('cannot bring an ended payment back', () => {
    const payment = aPayment({ status: 'EXPIRED', virtualAccount: account });

    expect(() => keepWaiting(payment, settledAt)).toThrow('EXPIRED to WAITING_FOR_DEPOSIT');
  });
});
