import { describe, expect, it } from 'vitest';
import { systemIds } from '#adapters/system/system-ids.ts';
import type { Trouble } from '#core/outbox/drain.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { sweepReport } from '#functions/_wiring/sweep-report.ts';
import { freshInstance, settableClock } from '#test/support/limits/limit-world.ts';

const edge = () => {
  const clock = settableClock();
  const logs: LogRecord[] = [];
  const telemetry = (record: LogRecord) => void logs.push(record);
  return { logs, deps: { clock, ids: systemIds(clock), instance: freshInstance(), telemetry } };
};

const message = (messageId: string) => ({ messageId, body: '{}' });

describe('eventPipeline', () => {
  it('adds up the counts of its messages in the log line', async () => {
    const { deps, logs } = edge();
    const consume = eventPipeline({
      name: 'toy',
      deps,
      parse: () => 1,
      handle: () => Promise.resolve({ published: 2, failed: 1, name: 'no count' }),
    });

    const answer = await consume({ Records: [message('1'), message('2')] });

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(logs).toMatchObject([{ fields: { records: 2, published: 4, failed: 2 } }]);
    expect(logs[0]?.fields).not.toHaveProperty('name');
  });
});

describe('messages of one group', () => {
  const grouped = (messageId: string, group: string) => ({
    ...message(messageId),
    body: JSON.stringify(messageId),
    attributes: { MessageGroupId: group },
  });
  const worked = async (fails: string, records: readonly object[]) => {
    const { deps } = edge();
    const order: string[] = [];
    const consume = eventPipeline({
      name: 'toy',
      deps,
      parse: String,
      handle: async (name) => {
        order.push(`${name} begins`);
        await Promise.resolve();
        if (name === fails) throw new Error('it cannot');
        order.push(`${name} ends`);
      },
    });
    const { batchItemFailures } = await consume({ Records: records });
    return { order, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
  };

  it('are worked one after the other, groups beside each other', async () => {
    const records = [grouped('a1', 'a'), grouped('b1', 'b'), grouped('a2', 'a')];
    const { order, failed } = await worked('', records);

    expect(failed).toEqual([]);
    expect(order.indexOf('a2 begins')).toBeGreaterThan(order.indexOf('a1 ends'));
    expect(order.indexOf('b1 begins')).toBeLessThan(order.indexOf('a1 ends'));
  });

  it('come again behind one that failed, and are not begun', async () => {
    const records = [grouped('a1', 'a'), grouped('a2', 'a'), grouped('b1', 'b')];
    const { order, failed } = await worked('a1', records);

    expect(failed).toEqual(['a1', 'a2']);
    expect(order).not.toContain('a2 begins');
    expect(order).toContain('b1 ends');
  });
});

describe('sweepReport', () => {
  it('writes one error line, with the first ten keys of rows nobody can read', () => {
    const { deps, logs } = edge();
    const error = new Error('no row');
    const unreadable = Array.from({ length: 12 }, (_, index) => `row-${index}`);
    const trouble: Trouble = { part: 'PUBLISH', rows: 12, error, unreadable };

    sweepReport(deps.telemetry)(trouble);

    expect(logs).toEqual([
      {
        level: 'ERROR',
        message: 'sweep.trouble',
        fields: { part: 'PUBLISH', rows: 12, unreadable: unreadable.slice(0, 10) },
        error,
      },
    ]);
  });
});
