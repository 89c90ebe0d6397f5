import { describe, expect, it } from 'vitest';
import { eventLine } from '#local/cloud/bus-tap.ts';

describe('eventLine', () => {
  it('reads time, type, subject, sequence', () => {
    const event = {
      id: '1',
      time: '2026-03-01T00:00:00.000Z',
      type: 'com.fluxpay.order.created',
      subject: 'ord_1',
      sequence: '0000000001',
    };

    expect(eventLine(event).split(/\s+/u)).toEqual([
      '2026-03-01T00:00:00.000Z',
      'order.created',
      'ord_1',
      '0000000001',
    ]);
  });
});
