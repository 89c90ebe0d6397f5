// The count of PG calls that a fault of ours left unrecorded and the alarm that asks for it name one metric.
import { describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { unrecordedCalls } from '#functions/_wiring/count-line.ts';
import { heardFrom, identityOf } from './heard-metrics.ts';
import { preset } from './synthesised.ts';

const alarmsOf = (stage: string) =>
  preset(stage)
    .ofType('AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties)
    .filter((alarm) => alarm['AlarmName'] === `fluxpay-${stage}-PgCallsUnrecorded`);

describe.each(['dev', 'prod'])('PgCallsUnrecorded in %s', (stage) => {
  it('asks for what is written', () => {
    const names = { fluxpayStage: stage, powertoolsMetricsNamespace: 'FluxPay' };
    const asked = alarmsOf(stage).map((alarm) => ({
      namespace: alarm['Namespace'],
      metrics: [alarm['MetricName']],
      dimensions: Object.fromEntries(
        (alarm['Dimensions'] as { Name: string; Value: string }[]).map(({ Name, Value }) => [
          Name,
          Value,
        ]),
      ),
    }));

    expect(asked).toHaveLength(1);
    expect(heardFrom(unrecordedCalls(names, systemClock)).map(identityOf)).toEqual(asked);
  });

  it('pages by P2 for the first one', () => {
    const [alarm] = alarmsOf(stage);

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
