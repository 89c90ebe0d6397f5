// A call of the PG that could not be recorded is answered 202, whatever was the fault. What a fault of ours writes then,
// and what the alarm asks for, is one metric.
import { describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { AssertionFailed } from '#core/kernel/assert.ts';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { heardFrom, identityOf } from './heard-metrics.ts';
import { preset } from './synthesised.ts';

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
  const runtime = { clock: systemClock, telemetry: (log: LogRecord) => void logs.push(log) };
  const lines = heardFrom(() => {
    const loadBreakers = () => new Promise<never>(() => undefined);
    payDeps(env, {} as never, runtime as never, { loadBreakers }).onUnrecorded(fault);
  });
  return { logs, lines };
};

const alarmsOf = (stage: string) =>
  preset(stage)
    .ofType('AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties)
    .filter((alarm) => alarm['AlarmName'] === `fluxpay-${stage}-PgCallsUnrecorded`);

describe('PgCallsUnrecorded', () => {
  it('asks for the very metric that a broken rule behind a 202 writes', () => {
    const { logs, lines } = toldOf(new AssertionFailed('a cancel has its refund'));

    expect(lines.map(identityOf)).toEqual(
      alarmsOf('dev').map((alarm) => ({
        namespace: alarm['Namespace'],
        metrics: [alarm['MetricName']],
        dimensions: Object.fromEntries(
          (alarm['Dimensions'] as { Name: string; Value: string }[]).map(({ Name, Value }) => [
            Name,
            Value,
          ]),
        ),
      })),
    );
    expect(lines).toMatchObject([{ PgCallsUnrecorded: 1, stage: 'dev' }]);
    expect(logs).toMatchObject([{ level: 'ERROR', message: 'pg.unrecorded' }]);
  });

  it.each([new DependencyUnavailable('engine'), new OutcomeUnknown('TX-APPROVED')])(
    'does not hear of an outage: $name',
    (fault) => {
      const { logs, lines } = toldOf(fault);

      expect(lines).toEqual([]);
      expect(logs).toMatchObject([{ level: 'WARN', message: 'pg.unrecorded', error: fault }]);
    },
  );

  it.each(['dev', 'prod'])('pages in %s by P2 for the first one', (stage) => {
    const [alarm, ...more] = alarmsOf(stage);

    expect(more).toEqual([]);
    expect(alarm).toMatchObject({
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Period: 60,
      Statistic: 'Sum',
      TreatMissingData: 'notBreaching',
    });
    expect(JSON.stringify(alarm?.['AlarmActions'])).toContain('TopicsP2');
  });
});
