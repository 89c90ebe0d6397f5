// A call of the PG that could not be recorded is answered 202, whatever was the fault. Of a fault of ours nobody else
// would hear, so it is counted for an alarm.
import { describe, expect, it } from 'vitest';
import { AssertionFailed } from '#core/kernel/assert.ts';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { heardFrom } from '#test/infrastructure/heard-metrics.ts';

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
const toldOf = (fault: unknown) => {
  const logs: LogRecord[] = [];
  const runtime = {
    clock: { now: () => 1_772_424_000_000 },
    telemetry: (log: LogRecord) => void logs.push(log),
  };
  const lines = heardFrom(() => {
    const loadBreakers = () => new Promise<never>(() => undefined);
    payDeps(env, {} as never, runtime as never, { loadBreakers }).onUnrecorded(fault);
  });
  return { logs, lines };
};

describe('a PG call that was sent and could not be recorded', () => {
  it('is counted where a rule of ours broke, and its line is an error', () => {
    const fault = new AssertionFailed('a cancel has its refund');

    const { logs, lines } = toldOf(fault);

    expect(lines).toMatchObject([{ PgCallsUnrecorded: 1, stage: 'dev' }]);
    expect(logs).toEqual([{ level: 'ERROR', message: 'pg.unrecorded', fields: {}, error: fault }]);
  });

  it.each([new DependencyUnavailable('engine'), new OutcomeUnknown('TX-APPROVED')])(
    'is a warning alone where the store was away: $name',
    (fault) => {
      const { logs, lines } = toldOf(fault);

      expect(lines).toEqual([]);
      expect(logs).toEqual([{ level: 'WARN', message: 'pg.unrecorded', fields: {}, error: fault }]);
    },
  );
});
