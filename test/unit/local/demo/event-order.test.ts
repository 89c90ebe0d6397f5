import { describe, expect, it } from 'vitest';
import type { TappedEvent } from '#local/cloud/bus-tap.ts';
import { brokenSequences, firstOutOfOrder, inOrderOfTime } from '#local/demo/event-order.ts';

const event = (type: string, second: number, sequence = 1, subject = type): TappedEvent => ({
  id: `01a1fe57-5a94-7${String(sequence).padStart(3, '0')}-8bd4-f086b61cdfbb`,
  time: `2026-01-01T00:00:0${second}.000Z`,
  type: `com.fluxpay.${type}`,
  subject,
  sequence: String(sequence).padStart(10, '0'),
});

const created = event('order.created', 0, 1, 'ord_1');
const approved = event('payment.approved', 1, 1, 'pay_1');
const captured = event('payment.captured', 1, 2, 'pay_1');
const completed = event('order.completed', 2, 2, 'ord_1');

describe('inOrderOfTime', () => {
  it('orders by time, and by id within one commit, whatever order the bus kept', () => {
    expect(inOrderOfTime([completed, captured, approved, created])).toEqual([
      created,
      approved,
      captured,
      completed,
    ]);
  });
});

describe('firstOutOfOrder', () => {
  const all = [captured, created, completed, approved];

  it('is content when the expected ones come in turn, others between them', () => {
    expect(firstOutOfOrder(all, ['order.created', 'order.completed'])).toBeUndefined();
  });

  it('names the one that is missing', () => {
    const expected = ['order.created', 'order.paid', 'order.completed'];

    expect(firstOutOfOrder(all, expected)).toBe('order.paid');
  });

  it('names the one that came too early', () => {
    const expected = ['payment.captured', 'payment.approved'];

    expect(firstOutOfOrder(all, expected)).toBe('payment.approved');
  });

  it('wants as many of a type as are expected', () => {
    const expected = ['order.created', 'order.created'];

    expect(firstOutOfOrder(all, expected)).toBe('order.created');
  });
});

describe('brokenSequences', () => {
  it('is content when each aggregate counts from one', () => {
    expect(brokenSequences([completed, captured, approved, created])).toEqual([]);
  });

  it.each([
    ['a gap', event('payment.confirmed', 2, 4, 'pay_1'), 'pay_1 1, 2, 4'],
    ['a repeated number', event('payment.confirmed', 2, 2, 'pay_1'), 'pay_1 1, 2, 2'],
    ['a number against the clock', event('payment.confirmed', 0, 3, 'pay_1'), 'pay_1 3, 1, 2'],
  ])('shows %s', (_, extra, shown) => {
    expect(brokenSequences([approved, captured, extra])).toEqual([shown]);
  });
});
