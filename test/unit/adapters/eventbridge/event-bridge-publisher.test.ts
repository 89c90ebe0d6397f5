import type { PutEventsCommand, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { eventBridgePublisher } from '#adapters/eventbridge/event-bridge-publisher.ts';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';

const event = (id: string, padding = 0): CloudEvent =>
  ({
    id,
    type: 'com.fluxpay.order.paid',
    time: '2026-03-01T00:00:00.000Z',
    data: { padding: 'x'.repeat(padding) },
  }) as unknown as CloudEvent;

const accepted: PutEventsResultEntry = { EventId: 'e' };

/** A bus that answers each entry by the id of its event; `failCall` answers for the whole call. */
const bus = (
  answers: Readonly<Record<string, PutEventsResultEntry>> = {},
  failCall: (ids: readonly string[]) => Error | undefined = () => undefined,
) => {
  const puts: string[][] = [];
  const entries: object[] = [];
  const publisher = eventBridgePublisher(
    {
      send: (_label, command: PutEventsCommand) => {
        const sent = command.input.Entries ?? [];
        entries.push(...sent);
        const ids = sent.map(({ Detail }) => (JSON.parse(Detail ?? '') as { id: string }).id);
        puts.push(ids);
        const error = failCall(ids);
        if (error !== undefined) return Promise.reject(error);
        const Entries = ids.map((id) => answers[id] ?? accepted);
        return Promise.resolve({ Entries, FailedEntryCount: 0, $metadata: {} });
      },
    },
    'fluxpay-test',
  );
  return { publisher, puts, entries };
};

const named = (name: string): Error => Object.assign(new Error(`${name} said so`), { name });

describe('eventBridgePublisher', () => {
  it('puts an event as consumers know it', async () => {
    const { publisher, entries } = bus();

    const results = await publisher.publish([event('1')]);

    expect(results).toEqual([{ ok: true, id: '1' }]);
    expect(entries).toEqual([
      {
        EventBusName: 'fluxpay-test',
        Source: 'fluxpay',
        DetailType: 'com.fluxpay.order.paid',
        Detail: JSON.stringify(event('1')),
        Time: new Date('2026-03-01T00:00:00.000Z'),
      },
    ]);
  });

  it('puts ten at a time, in order', async () => {
    const { publisher, puts } = bus();
    const ids = Array.from({ length: 23 }, (_, index) => String(index));

    const results = await publisher.publish(ids.map((id) => event(id)));

    expect(puts.map((each) => each.length)).toEqual([10, 10, 3]);
    expect(puts.flat()).toEqual(ids);
    expect(results.map(({ id }) => id)).toEqual(ids);
  });

  it('puts no more than a call may weigh', async () => {
    const { publisher, puts } = bus();

    await publisher.publish([event('1', 100_000), event('2', 100_000), event('3', 100_000)]);

    expect(puts).toEqual([['1', '2'], ['3']]);
  });

  it('calls nothing for nothing', async () => {
    const { publisher, puts } = bus();

    expect(await publisher.publish([])).toEqual([]);
    expect(puts).toEqual([]);
  });

  it.each(['MalformedDetail', 'InvalidArgument', 'NotAuthorizedForSourceException'])(
    'tells an entry refused with %s from its neighbours',
    async (ErrorCode) => {
      const { publisher } = bus({ 2: { ErrorCode, ErrorMessage: 'why' } });

      const results = await publisher.publish([event('1'), event('2'), event('3')]);

      expect(results).toEqual([
        { ok: true, id: '1' },
        { ok: false, id: '2', error: `${ErrorCode}: why`, isPoison: true },
        { ok: true, id: '3' },
      ]);
    },
  );

  it.each(['ThrottlingException', 'InternalFailure', 'InternalException', 'ServiceUnavailable'])(
    'takes an entry that failed with %s for an outage',
    async (ErrorCode) => {
      const { publisher } = bus({ 2: { ErrorCode } });

      await expect(publisher.publish([event('1'), event('2')])).rejects.toThrow(
        DependencyUnavailable,
      );
    },
  );

  it('takes an entry without a word for an outage', async () => {
    const { publisher } = bus({ 1: {} });

    await expect(publisher.publish([event('1')])).rejects.toThrow(DependencyUnavailable);
  });

  it.each(['TimeoutError', 'ThrottlingException', 'ResourceNotFoundException'])(
    'takes a call that failed with %s for an outage',
    async (name) => {
      const { publisher } = bus({}, () => named(name));

      await expect(publisher.publish([event('1'), event('2')])).rejects.toThrow(
        DependencyUnavailable,
      );
    },
  );

  it('asks entry by entry when the call as a whole is refused', async () => {
    const { publisher, puts } = bus({}, (ids) =>
      ids.includes('2') ? named('ValidationException') : undefined,
    );

    const results = await publisher.publish([event('1'), event('2'), event('3')]);

    expect(puts).toEqual([['1', '2', '3'], ['1'], ['2'], ['3']]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
  });

  it('does not send what is too large for any call', async () => {
    const { publisher, puts } = bus();

    const results = await publisher.publish([event('1'), event('2', 300_000), event('3')]);

    expect(puts).toEqual([['1'], ['3']]);
    expect(results[1]).toMatchObject({ ok: false, id: '2', isPoison: true });
  });
});
