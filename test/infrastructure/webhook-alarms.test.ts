// The count of webhooks and the alarms that ask for it name one metric: written by the one, asked by the other.
import { describe, expect, it, vi } from 'vitest';
import { webhookMetric } from '#core/contracts/webhook-metrics.ts';
import { webhookOutcomes } from '#core/contracts/webhook-outcome.ts';
import { webhookCounts } from '#functions/_wiring/webhook-counts.ts';
import { preset } from './synthesised.ts';

interface Emf extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
    }[];
  };
}

const written = (stage: string): readonly object[] => {
  const lines: string[] = [];
  const heard = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  const count = webhookCounts({ fluxpayStage: stage, powertoolsMetricsNamespace: 'FluxPay' });
  for (const outcome of webhookOutcomes) count(outcome);
  heard.mockRestore();
  return lines.map((line) => {
    const emf = JSON.parse(line) as Emf;
    const [told] = emf._aws.CloudWatchMetrics;
    const names = told?.Dimensions[0] ?? [];
    return {
      namespace: told?.Namespace,
      dimensions: Object.fromEntries(names.map((name) => [name, emf[name]])),
    };
  });
};

describe('alarms of webhooks', () => {
  it('ask for what is written', () => {
    const alarms = preset('dev')
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['MetricName'] === webhookMetric);
    const asked = alarms.map(({ Properties }) => ({
      namespace: Properties['Namespace'],
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
