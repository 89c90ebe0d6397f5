// A call of the PG that could not be recorded is answered 202, whatever was the fault. Of a fault of ours nobody else
// would hear, so it is counted for an alarm.
import { describe, expect, it, vi } from 'vitest';
import { AssertionFailed } from '#core/kernel/assert.ts';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { breakersOver } from '#functions/_wiring/breakers.ts';
import { payDeps } from '#functions/_wiring/pay.ts';

const env = {
  fluxpayStage: 'dev',
  powertoolsMetricsNamespace: 'FluxPay',
  pgTossBaseUrl: 'https://toss.invalid',
  pgTossSecretArn: 'arn:toss',
  pgSandboxBaseUrl: 'https://sandbox.invalid',
  pgSandboxSecretArn: 'arn:sandbox',
  pgConnectTimeoutMs: 1_000,
  pgReadTimeoutMs: 10_000,
};

/** What a process that pays writes of such a fault: to its log, and to CloudWatch. */
const toldOf = async (fault: unknown) => {
  const logs: LogRecord[] = [];
  const lines: unknown[] = [];
  const heard = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(JSON.parse(String(chunk)));
    return true;
  });
  const runtime = {
    clock: { now: () => 1_772_424_000_000 },
    telemetry: (log: LogRecord) => void logs.push(log),
  };
  const loadBreakers = () => Promise.resolve({ breakersOver });
  payDeps(env, {} as never, runtime as never, { loadBreakers }).onUnrecorded(fault);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  heard.mockRestore();
  return { logs, lines };
};

describe('a PG call that was sent and could not be recorded', () => {
  it('is counted where a rule of ours broke', async () => {
    const fault = new AssertionFailed('a cancel has its refund');

    const { logs, lines } = await toldOf(fault);

    expect(lines).toMatchObject([{ PgCallsUnrecorded: 1, stage: 'dev' }]);
    expect(logs).toEqual([{ level: 'WARN', message: 'pg.unrecorded', fields: {}, error: fault }]);
  });

  it.each([new DependencyUnavailable('engine'), new OutcomeUnknown('TX-APPROVED')])(
    'is a line of the log alone where the store was away: $name',
    async (fault) => {
      const { logs, lines } = await toldOf(fault);

      expect(lines).toEqual([]);
      expect(logs).toEqual([{ level: 'WARN', message: 'pg.unrecorded', fields: {}, error: fault }]);
    },
  );
});
