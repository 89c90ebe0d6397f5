// The count of webhooks and the alarms that ask for it name one metric: written by the one, asked by the other.
import { describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { webhookMetric } from '#core/contracts/webhook-metrics.ts';
import { webhookOutcomes } from '#core/contracts/webhook-outcome.ts';
import { forgedWebhooks } from '#functions/_wiring/count-line.ts';
import { webhookCounts } from '#functions/_wiring/webhook-counts.ts';
import { heardFrom, identityOf } from './heard-metrics.ts';
import { preset } from './synthesised.ts';

const names = (stage: string) => ({
  fluxpayStage: stage,
  powertoolsMetricsNamespace: 'FluxPay',
});

const identitiesFrom = (write: () => void): readonly object[] => heardFrom(write).map(identityOf);

const written = (stage: string): readonly object[] =>
  identitiesFrom(() => {
    const count = webhookCounts(names(stage));
    for (const outcome of webhookOutcomes) count(outcome);
  });

describe('alarms of webhooks', () => {
  it('hear of a wrong signature what they hear of wrong words', () => {
    const byWords = identitiesFrom(() => webhookCounts(names('dev'))('FORGED'));
    const bySignature = identitiesFrom(forgedWebhooks(names('dev'), systemClock));

    expect(bySignature).toHaveLength(1);
    expect(bySignature).toEqual(byWords);
  });

  it('ask for what is written', () => {
    const alarms = preset('dev')
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['MetricName'] === webhookMetric);
    const asked = alarms.map(({ Properties }) => ({
      namespace: Properties['Namespace'],
      metrics: [Properties['MetricName']],
      dimensions: Object.fromEntries(
        (Properties['Dimensions'] as { Name: string; Value: string }[]).map(({ Name, Value }) => [
          Name,
          Value,
        ]),
      ),
    }));

    expect(asked).toHaveLength(2);
    expect(written('dev')).toEqual(expect.arrayContaining(asked));
    expect(alarms.map(({ Properties }) => Properties['Threshold'])).toEqual([0, 10]);
  });
});
