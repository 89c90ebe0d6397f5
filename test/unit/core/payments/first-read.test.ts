import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { money } from '#core/kernel/money.ts';
import { judgeFirstRead } from '#core/payments/judge-evidence.ts';
import type { PgPayment, PgReply } from '#core/payments/payment-gateway.ts';
import { anAttempt } from '#test/support/engine/sample-rows.ts';

const cancel = anAttempt({ op: 'REFUND', refundableBefore: money(9_000n, 'KRW') });

const refusal = (code: string): PgReply => ({
  class: 'DECLINED_HARD',
  cause: 'STATE',
  code,
  needsRead: true,
  durationMs: 1,
});

const withBalance = (balance: bigint): { readonly kind: 'FOUND'; readonly payment: PgPayment } => ({
  kind: 'FOUND',
  payment: {
    paymentKey: present(cancel.paymentKey, 'a cancel knows its key'),
    pgOrderId: cancel.pgOrderId,
    status: 'PARTIAL_CANCELED',
    total: money(9_000n, 'KRW'),
    balance: money(balance, 'KRW'),
    lastTransactionKey: undefined,
    method: undefined,
    approvalNumber: undefined,
    receiptUrl: undefined,
    requestedAt: undefined,
    approvedAt: undefined,
    cancels: [],
  },
});

describe('the read after a refused cancel', () => {
  it('makes the refusal final where it shows no effect', () => {
    const verdict = judgeFirstRead(cancel, refusal('EXCEED_MAX_REFUND_DUE'), withBalance(9_000n));

    expect(verdict).toMatchObject({
      kind: 'REFUSED',
      failure: { pgCode: 'EXCEED_MAX_REFUND_DUE' },
    });
  });

  it('leaves a refusal in doubt that claims a moved balance which stands still', () => {
    const verdict = judgeFirstRead(cancel, refusal('NOT_CANCELABLE_AMOUNT'), withBalance(9_000n));

    expect(verdict).toEqual({ kind: 'UNKNOWN', code: 'NOT_CANCELABLE_AMOUNT' });
  });

  it('refuses for good where somebody else moved the balance', () => {
    const verdict = judgeFirstRead(cancel, refusal('NOT_CANCELABLE_AMOUNT'), withBalance(4_000n));

    expect(verdict).toMatchObject({ kind: 'REFUSED', failure: { pgCode: 'BALANCE_MOVED' } });
  });
});
