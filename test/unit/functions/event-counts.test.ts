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
