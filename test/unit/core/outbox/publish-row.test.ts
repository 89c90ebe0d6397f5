// The last step of the outbox: a marker leaves its row only after the acknowledgement, a poison event is
// parked after three tries, and a batch that comes again sends few duplicates.
import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import type { Uuid } from '#core/kernel/ids.ts';
import { askForSweeps } from '#core/outbox/ask-for-sweeps.ts';
import { type PendingRow, publishRows } from '#core/outbox/publish-row.ts';
import type { DeadLetter } from '#core/outbox/queues.ts';
import { watch } from '#core/outbox/watch.ts';
import { tenant, testClock } from '#test/support/engine/engine.ts';

const rowOf = (n: number, ids: readonly string[] = [`event-${n}`]): PendingRow => ({
  tenant,
  userKey: 'test.M123#U#user-1',
  groupId: `group-${n}` as Uuid,
  attempts: 0,
  events: ids.map((id) => ({ id }) as CloudEvent),
});

const sink = (poison: readonly string[] = [], forgetful = false) => {
  const sent: string[] = [];
  const published: string[] = [];
  const parked: DeadLetter[] = [];
  const tries = new Map<string, number>();
  const memory = new Map<string, unknown>();
  return {
    sent,
    published,
    parked,
    memory,
    deps: {
      clock: testClock(),
      instance: {
        memory: <T>(name: string, make: () => T): T => {
          if (forgetful || !memory.has(name)) memory.set(name, make());
          return memory.get(name) as T;
        },
      },
      publisher: {
        publish: (events: readonly CloudEvent[]) => {
          sent.push(...events.map(({ id }) => id));
          return Promise.resolve(
            events.map(({ id }) =>
              poison.includes(id)
                ? { ok: false as const, id, error: `bad ${id}`, isPoison: true as const }
                : { ok: true as const, id },
            ),
          );
        },
      },
      outboxMarks: {
        published: ({ groupId }: PendingRow) => {
          published.push(groupId);
          return Promise.resolve();
        },
        failed: ({ groupId }: PendingRow) => {
          tries.set(groupId, (tries.get(groupId) ?? 0) + 1);
          return Promise.resolve(tries.get(groupId) ?? 0);
        },
      },
      deadLetters: {
        put: (letter: DeadLetter) => {
          parked.push(letter);
          return Promise.resolve();
        },
      },
    },
  };
};

describe('rows of a batch', () => {
  it('go out in order, and are marked when they are acknowledged', async () => {
    const at = sink();

    const result = await publishRows(at.deps)([rowOf(1, ['a', 'b']), rowOf(2)]);

    expect(result).toEqual({ published: 2, poison: 0 });
    expect(at.sent).toEqual(['a', 'b', 'event-2']);
    expect(at.published).toEqual(['group-1', 'group-2']);
  });

  it('that come again are marked and not sent', async () => {
    const at = sink();
    await publishRows(at.deps)([rowOf(1)]);

    await publishRows(at.deps)([rowOf(1), rowOf(2)]);

    expect(at.sent).toEqual(['event-1', 'event-2']);
    expect(at.published).toEqual(['group-1', 'group-1', 'group-2']);
  });

  it('stay marked when the sink is down', async () => {
    const at = sink();
    const publisher = { publish: () => Promise.reject(new Error('down')) };

    const published = publishRows({ ...at.deps, publisher })([rowOf(1)]);

    await expect(published).rejects.toThrow('down');
    expect(at.published).toEqual([]);
  });

  it('with a poison event wait for three tries; then it is parked and the rest is done', async () => {
    const at = sink(['bad']);
    const rows = [rowOf(1, ['good', 'bad']), rowOf(2)];
    const publish = () => publishRows(at.deps)(rows);

    const results = [await publish(), await publish(), await publish(), await publish()];

    expect(results).toEqual([
      { published: 1, poison: 1 },
      { published: 1, poison: 1 },
      { published: 2, poison: 1 },
      { published: 2, poison: 0 },
    ]);
    expect(at.parked).toEqual([
      { source: 'relay-eventbridge', reason: 'bad bad', body: JSON.stringify({ id: 'bad' }) },
    ]);
  });

  it('are forgotten by a process that has seen too many', async () => {
    const at = sink();
    const many = Array.from({ length: 5_001 }, (_, n) => rowOf(n));

    const { published } = await publishRows(at.deps)(many);

    const kept = at.memory.get('relay-eventbridge.acknowledged') as Set<string>;
    expect(kept.size).toBe(1);
    expect(published).toBe(1);
  });
});

describe('the schedule', () => {
  it('asks for the sweeps of its minute, and a repeated message for none', async () => {
    const asked: number[] = [];
    const sweepQueue = {
      sendIn: (seconds: number) => {
        asked.push(seconds);
        return Promise.resolve();
      },
    };
    const deps = { sweepQueue, intervalSeconds: 15 };

    await askForSweeps(deps, { startedBy: 'schedule' });
    await askForSweeps(deps, { startedBy: 'sweeper' });

    expect(asked).toEqual([15, 30, 45]);
  });
});

describe('a watchdog message', () => {
  const attemptRef = { kind: 'ATTEMPT' as const, paymentId: 'p', attemptId: 'a', slot: 1 };
  const at = testClock().now();
  const serviceRef = { kind: 'SERVICE' as const, serviceRequestId: 'svc_1' };
  const cancelsRef = { kind: 'CANCELS' as const, paymentId: 'p', slot: 1 };
  const refundRef = { kind: 'REFUND' as const, paymentId: 'p' };
  const voidRef = { kind: 'VOID' as const, paymentId: 'p' };
  const refs = {
    ATTEMPT: attemptRef,
    CANCELS: cancelsRef,
    SERVICE: serviceRef,
    REFUND: refundRef,
    VOID: voidRef,
  };
  const look = async (kind: keyof typeof refs, looked: object) => {
    const sent: unknown[] = [];
    const outcome = await watch({
      clock: testClock(),
      watchQueue: {
        send: (message, when) => {
          sent.push([message.ref, when]);
          return Promise.resolve();
        },
      },
      watchService: () => Promise.resolve(looked as never),
      resolveAttempt: () => Promise.resolve(looked as never),
      readCancels: () => Promise.resolve(looked as never),
      lookAtPayment: () => Promise.resolve(looked as never),
      sendQueuedRefund: () => Promise.resolve(looked as never),
      applyWebhook: () => Promise.resolve(looked as never),
    })({ tenant: 'test.M123', ref: refs[kind] });
    return [outcome, sent];
  };

  it('ends, or sends itself on with its next slot', async () => {
    expect(await look('ATTEMPT', { kind: 'ENDED' })).toEqual(['ENDED', []]);
    expect(await look('ATTEMPT', { kind: 'LATER', at, slot: 4 })).toEqual([
      'LATER',
      [[{ ...attemptRef, slot: 4 }, at]],
    ]);
    expect(await look('ATTEMPT', { kind: 'LATER', at })).toEqual(['LATER', [[attemptRef, at]]]);
    expect(await look('SERVICE', { kind: 'LATER', at })).toEqual(['LATER', [[serviceRef, at]]]);
    expect(await look('REFUND', { kind: 'LATER', at })).toEqual(['LATER', [[refundRef, at]]]);
    expect(await look('VOID', { kind: 'LATER', at })).toEqual(['LATER', [[voidRef, at]]]);
    expect(await look('CANCELS', { kind: 'LATER', at, slot: 2 })).toEqual([
      'LATER',
      [[{ ...cancelsRef, slot: 2 }, at]],
    ]);
  });

  const down = new DependencyUnavailable('dynamodb');
  const failing = async (fault: Error, tries?: number) => {
    const sent: unknown[] = [];
    const outcome = await watch({
      clock: { now: () => at },
      watchQueue: {
        send: (message, when) => {
          sent.push([message, when - at]);
          return Promise.resolve();
        },
      },
      watchService: () => Promise.reject(fault),
      resolveAttempt: () => Promise.reject(fault),
      readCancels: () => Promise.reject(fault),
      lookAtPayment: () => Promise.reject(fault),
      sendQueuedRefund: () => Promise.reject(fault),
      applyWebhook: () => Promise.reject(fault),
    })({ tenant: 'test.M123', ref: attemptRef, ...(tries === undefined ? {} : { tries }) });
    return [outcome, sent];
  };

  it('comes again within seconds when an outage kept it from looking', async () => {
    const again = { tenant: 'test.M123', ref: attemptRef };

    expect(await failing(down)).toEqual(['LATER', [[{ ...again, tries: 1 }, 1_000]]]);
    expect(await failing(down, 2)).toEqual(['LATER', [[{ ...again, tries: 3 }, 4_000]]]);
    expect(await failing(new OutcomeUnknown('TX-DOUBT'), 7)).toEqual([
      'LATER',
      [[{ ...again, tries: 8 }, 16_000]],
    ]);
  });

  it('leaves a long outage to the queue, and a bug at once', async () => {
    await expect(failing(down, 8)).rejects.toBe(down);
    await expect(failing(new Error('a bug'))).rejects.toThrow('a bug');
  });

  it('without a tenant is a bug', async () => {
    const message = { tenant: 'nobody', ref: attemptRef };

    await expect(watch({} as never)(message)).rejects.toThrow('names its tenant');
  });
});
