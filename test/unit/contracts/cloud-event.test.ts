import { describe, expect, it } from 'vitest';
import {
  checkEvent,
  cloudEventType,
  eventDataSchema,
  eventSequence,
  eventTypeOf,
} from '#core/contracts/events/cloud-event.ts';
import { eventExample } from '#local/generate/event-examples.ts';

const event = eventExample('order.paid');

describe('checkEvent', () => {
  it('accepts an event of the catalogue', () => {
    expect(checkEvent(event)).toEqual([]);
  });

  it('accepts a copy of a replay, and an event without a user', () => {
    const { userId: _user, ...data } = event.data;

    expect(checkEvent({ ...event, replay: true, replayid: 'rpl_1' })).toEqual([]);
    expect(checkEvent({ ...event, partitionkey: 'ord_1', data })).toEqual([]);
  });

  it('names the faults of the envelope', () => {
    expect(checkEvent({ ...event, sequence: 1, extra: true })).toEqual([
      'event.sequence: invalid_type',
      'event: unrecognized_keys',
    ]);
    expect(checkEvent(undefined)).toEqual(['event: invalid_type']);
  });

  it('refuses a type that is not in the catalogue', () => {
    expect(checkEvent({ ...event, type: 'com.fluxpay.order.lost' })).toEqual([
      'event.type: com.fluxpay.order.lost is not in the catalogue',
    ]);
  });

  it('names the faults of the data', () => {
    const data = { ...event.data, amount: -1, approvedAt: '2026-03-01', unknown: 1 };

    expect(checkEvent({ ...event, data })).toEqual([
      'event.data.amount: too_small',
      'event.data.approvedAt: invalid_format',
      'event.data: unrecognized_keys',
    ]);
  });

  it('compares what the envelope repeats', () => {
    const odd = {
      ...event,
      aggregatetype: 'payment',
      partitionkey: 'user-43',
      requestid: 'req-00000000',
    };

    expect(checkEvent(odd)).toHaveLength(3);
    expect(checkEvent({ ...event, dataschema: eventDataSchema('order.created') })).toHaveLength(1);
  });
});

describe('names of events', () => {
  it('go both ways', () => {
    expect(cloudEventType('order.paid')).toBe('com.fluxpay.order.paid');
    expect(eventTypeOf('com.fluxpay.order.paid')).toBe('order.paid');
    expect(eventTypeOf('org.other.order.paid')).toBeUndefined();
    expect(eventTypeOf('com.fluxpay.toString')).toBeUndefined();
  });

  it('pad a sequence, so that text order is number order', () => {
    expect(eventSequence(1)).toBe('0000000001');
    expect(eventSequence(12) > eventSequence(9)).toBe(true);
  });
});
