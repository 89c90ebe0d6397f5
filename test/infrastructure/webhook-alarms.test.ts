// The count of webhooks and the alarms that ask for it name one metric: written by the one, asked by the other.
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { webhookMetric } from '#core/contracts/webhook-metrics.ts';
import { webhookOutcomes } from '#core/contracts/webhook-outcome.ts';
import { forgedWebhooks } from '#functions/_wiring/count-line.ts';
import { webhookCounts } from '#functions/_wiring/webhook-counts.ts';
import { preset } from './synthesised.ts';

interface Emf extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

const names = (stage: string) => ({
  fluxpayStage: stage,
  powertoolsMetricsNamespace: 'FluxPay',
});

const heardFrom = (write: () => void): readonly object[] => {
  const lines: string[] = [];
  const heard = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  write();
  heard.mockRestore();
  return lines.map((line) => {
    const emf = JSON.parse(line) as Emf;
    const [told] = emf._aws.CloudWatchMetrics;
    const names = told?.Dimensions[0] ?? [];
    return {
      namespace: told?.Namespace,
      metrics: told?.Metrics.map(({ Name }) => Name),
      dimensions: Object.fromEntries(names.map((name) => [name, emf[name]])),
    };
  });
};

const written = (stage: string): readonly object[] =>
  heardFrom(() => {
    const count = webhookCounts(names(stage));
    for (const outcome of webhookOutcomes) count(outcome);
  });

describe('alarms of webhooks', () => {
  it('hear of a wrong signature what they hear of wrong words', () => {
    const byWords = heardFrom(() => webhookCounts(names('dev'))('FORGED'));
    const bySignature = heardFrom(forgedWebhooks(names('dev'), systemClock));

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
