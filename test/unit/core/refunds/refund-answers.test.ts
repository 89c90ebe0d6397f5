// What a client is told of a refund that its bank pays later.
import { describe, expect, it } from 'vitest';
import { accepted } from '#core/contracts/http/answer.ts';
import { refundAnswer } from '#core/refunds/refund-answers.ts';
import { refundItem } from '#core/refunds/refund-object.ts';
import { anAttempt, aRefund, sampleAt } from '#test/support/engine/sample-rows.ts';

describe('a refund whose bank is not done', () => {
  it('is accepted, and not in doubt', () => {
    const refund = aRefund({ status: 'PENDING_PG' });
    const attempt = anAttempt({ op: 'REFUND', objectId: refund.refundId, state: 'IN_DOUBT' });

    expect(refundAnswer(refund, attempt, sampleAt)).toEqual(accepted(refundItem(refund)));
  });
});
