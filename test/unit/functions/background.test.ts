import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { systemIds } from '#adapters/system/system-ids.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { schedulePipeline } from '#functions/_pipeline/schedule.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { stepPipeline } from '#functions/_pipeline/step.ts';
import { streamPipeline } from '#functions/_pipeline/stream.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { freshInstance, settableClock } from '#test/support/limits/limit-world.ts';

const edge = () => {
  const clock = settableClock();
  const logs: LogRecord[] = [];
  const telemetry = (record: LogRecord): void => {
    logs.push(record);
  };
  return { logs, deps: { clock, ids: systemIds(clock), instance: freshInstance(), telemetry } };
};

const id = '01KJPBG54TEGFV0XS2T709NSFK';
const saga = {
  v: 1,
  tenant: 'test.M123',
  sagaId: `saga_${id}`,
  paymentId: `pay_${id}`,
  orderId: `ord_${id}`,
  userId: 'user-42',
  entry: 'EXECUTE',
  from: null,
  approvedAt: '2026-03-01T00:00:00.000Z',
  requestId: 'request-0001',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};

describe('stepPipeline', () => {
  it('hands over the checked input and returns the outcome as data', async () => {
    const { deps, logs } = edge();
    const seen: unknown[] = [];
    const step = stepPipeline({
      state: 'CancelPayment',
      deps,
      handler: async (input) => {
        seen.push(input.saga.sagaId);
        return { outcome: 'REFUSED' };
      },
    });

    expect(await step({ state: 'CancelPayment', saga })).toEqual({ outcome: 'REFUSED' });
    expect(seen).toEqual([saga.sagaId]);
    expect(logs).toEqual([
      {
        level: 'INFO',
        message: 'step.CancelPayment',
        fields: {
          requestId: 'request-0001',
          merchantId: 'M123',
          env: 'test',
          sagaId: saga.sagaId,
          paymentId: saga.paymentId,
          orderId: saga.orderId,
          traceId: 'a'.repeat(32),
          durationMs: 0,
          coldStart: true,
          outcome: 'REFUSED',
          code: 'COMMON_000',
        },
      },
    ]);
  });

  it.each([
    ['another state', { state: 'CompleteOrder', saga }],
    ['no saga', { state: 'CancelPayment' }],
    ['a surplus field', { state: 'CancelPayment', saga, taskToken: 'token' }],
    ['nothing', null],
  ])('throws for %s, and names no value', async (_name, input) => {
    const { deps, logs } = edge();
    const step = stepPipeline({
      state: 'CancelPayment',
      deps,
      handler: async () => ({ outcome: 'RETURNED' }),
    });

    await expect(step(input)).rejects.toThrow('the input of CancelPayment is not valid');
    expect(logs).toMatchObject([
      { level: 'ERROR', fields: { outcome: 'failed', code: 'SYS_001' } },
    ]);
    expect(String(logs[0]?.error)).not.toContain('user-42');
  });

  it('throws an outage on, so that the machine retries', async () => {
    const { deps, logs } = edge();
    const away = new DependencyUnavailable('dynamodb');
    const step = stepPipeline({
      state: 'CompleteOrder',
      deps,
      handler: () => Promise.reject(away),
    });

    await expect(step({ state: 'CompleteOrder', saga })).rejects.toBe(away);
    expect(logs).toMatchObject([{ level: 'ERROR', fields: { code: 'SYS_002' } }]);
  });

  it('refuses an outcome that its state does not know', async () => {
    const { deps } = edge();
    const step = stepPipeline({
      state: 'CompleteOrder',
      deps,
      handler: async () => ({ outcome: 'RETURNED' }) as never,
    });

    await expect(step({ state: 'CompleteOrder', saga })).rejects.toThrow(
      'the result of CompleteOrder',
    );
  });

  it('lets a waiting state answer nothing', async () => {
    const { deps } = edge();
    const tokens: string[] = [];
    const step = stepPipeline({
      state: 'ExecuteService',
      deps,
      handler: async (input) => {
        tokens.push(input.taskToken);
      },
    });

    expect(await step({ state: 'ExecuteService', saga, taskToken: 'token-1' })).toBeUndefined();
    expect(tokens).toEqual(['token-1']);
  });
});

describe('streamPipeline', () => {
  const record = (value: string) => ({
    eventID: value,
    dynamodb: { NewImage: { value: { S: value } } },
  });
  const parse = ({ eventID }: { eventID?: string }) => {
    if (eventID === 'poison') throw new Error('not readable');
    return eventID === 'other' ? undefined : eventID;
  };

  it('hands over the whole batch in order, and returns nothing', async () => {
    const { deps, logs } = edge();
    const seen: unknown[] = [];
    const consume = streamPipeline({
      name: 'toy',
      deps,
      parse,
      handle: async (items) => {
        seen.push(...items);
        return { published: items.length };
      },
    });

    expect(await consume({ Records: ['a', 'other', 'b'].map(record) })).toBeUndefined();
    expect(seen).toEqual(['a', 'b']);
    expect(logs).toMatchObject([{ fields: { records: 3, handled: 2, published: 2 } }]);
  });

  it('throws when handling fails: the whole batch comes again', async () => {
    const { deps, logs } = edge();
    const handle = () => Promise.reject(new DependencyUnavailable('EventBridge'));
    const consume = streamPipeline({ name: 'toy', deps, parse, handle });

    await expect(consume({ Records: [record('a')] })).rejects.toThrow('EventBridge');
    expect(logs).toMatchObject([{ level: 'ERROR', fields: { records: 1 } }]);
  });

  it('parks what it cannot read, where it has a place for it', async () => {
    const { deps } = edge();
    const parked: string[] = [];
    const handled: unknown[] = [];
    const handle = async (items: readonly unknown[]) => {
      handled.push(...items);
      return undefined;
    };
    const park = async ({ eventID }: { eventID?: string }, reason: string) => {
      parked.push(`${eventID} ${reason}`);
    };
    const records = { Records: ['poison', 'a'].map(record) };

    await streamPipeline({ name: 'toy', deps, parse, handle, park })(records);

    expect(parked).toEqual(['poison Error: not readable']);
    expect(handled).toEqual(['a']);
    await expect(streamPipeline({ name: 'toy', deps, parse, handle })(records)).rejects.toThrow();
  });

  it('has nothing to do for an empty event', async () => {
    const { deps, logs } = edge();
    const handle = () => Promise.reject(new Error('not asked'));

    await streamPipeline({ name: 'toy', deps, parse, handle })({});

    expect(logs).toMatchObject([{ level: 'INFO', fields: { records: 0, handled: 0 } }]);
  });
});

describe('eventPipeline', () => {
  const message = (messageId: string, body: string) => ({
    messageId,
    body,
    attributes: { ApproximateReceiveCount: '2' },
  });

  it('fails single messages, and tells of it', async () => {
    const { deps, logs } = edge();
    const seen: unknown[] = [];
    const consume = eventPipeline({
      name: 'toy',
      deps,
      parse: (body) => z.object({ to: z.string() }).parse(body),
      handle: async ({ to }, { receiveCount }) => {
        if (to === 'nobody') throw new Error('no such place');
        seen.push([to, receiveCount]);
      },
    });

    const answer = await consume({
      Records: [
        message('1', '{"to":"a"}'),
        message('2', '{"to":"nobody"}'),
        message('3', 'no json'),
        message('4', '{}'),
        message('5', '{"to":"b"}'),
      ],
    });

    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      '2',
      '3',
      '4',
    ]);
    expect(seen).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(logs).toMatchObject([{ fields: { records: 5, failed: 3, outcome: 'partial' } }]);
  });

  it('works its messages together: one that hangs keeps nobody, and fails alone', async () => {
    const { deps, logs } = edge();
    const { promise: others, resolve: othersDone } = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    const consume = eventPipeline({
      name: 'toy',
      deps,
      parse: (body) => body,
      handle: async (name) => {
        if (name === 'hangs') {
          await others;
          throw new Error('no answer');
        }
        seen.push(name);
        if (seen.length === 2) othersDone();
      },
    });

    const answer = await consume({
      Records: [message('1', '"hangs"'), message('2', '"a"'), message('3', '"b"')],
    });

    expect(seen).toEqual(['a', 'b']);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(logs).toMatchObject([{ fields: { records: 3, failed: 1, outcome: 'partial' } }]);
  });

  it('reports no failure of a good batch', async () => {
    const { deps, logs } = edge();
    const consume = eventPipeline({
      name: 'toy',
      deps,
      parse: () => 1,
      handle: async () => undefined,
    });

    expect(await consume({ Records: [message('1', '1')] })).toEqual({ batchItemFailures: [] });
    expect(logs).toMatchObject([{ fields: { outcome: 'success', code: 'COMMON_000' } }]);
  });
});

describe('schedulePipeline', () => {
  it('logs and returns its counts', async () => {
    const { deps, logs } = edge();
    const sweep = schedulePipeline({ name: 'toy', deps, handler: async () => ({ swept: 3 }) });

    expect(await sweep({})).toEqual({ swept: 3 });
    expect(await sweep({})).toEqual({ swept: 3 });
    expect(logs.map(({ fields }) => [fields['swept'], fields['coldStart']])).toEqual([
      [3, true],
      [3, false],
    ]);
  });
});

describe('loadEnv', () => {
  const schema = z.object({
    ENGINE_TABLE_NAME: z.string(),
    APP_REDIS_TIMEOUT_MS: z.coerce.number().check(z.positive()),
  });

  it('renames what it reads and drops the rest', () => {
    expect(
      loadEnv(schema, {
        ENGINE_TABLE_NAME: 'engine',
        APP_REDIS_TIMEOUT_MS: '25',
        HOME: '/nowhere',
      }),
    ).toEqual({ engineTableName: 'engine', appRedisTimeoutMs: 25 });
  });

  it('names every missing or wrong variable, and no value', () => {
    expect(() => loadEnv(schema, { APP_REDIS_TIMEOUT_MS: 'hunter2' })).toThrow(
      'environment variables missing or not valid: ENGINE_TABLE_NAME, APP_REDIS_TIMEOUT_MS',
    );
  });
});

describe('startUp', () => {
  it('runs every effect and tells of those that failed', async () => {
    const { deps, logs } = edge();
    const ran: string[] = [];

    await startUp(
      deps.telemetry,
      async () => ran.push('first'),
      () => {
        throw new Error('no network');
      },
      async () => ran.push('last'),
    );

    expect(ran).toEqual(['first', 'last']);
    expect(logs).toMatchObject([{ level: 'WARN', message: 'start-up.failed' }]);
  });
});
