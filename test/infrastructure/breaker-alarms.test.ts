// The gauge of the breakers and the alarm that asks for it name the same metrics, and the alarm's
// expression is true of an open breaker alone.
import { describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { breakerNames } from '#core/contracts/breaker-names.ts';
import { breakerStates } from '#core/contracts/vocabulary.ts';
import { writeBreaker } from '#functions/_wiring/breaker-gauges.ts';
import { refusedCalls } from '#functions/_wiring/count-line.ts';
import { heardFrom, identityOf } from './heard-metrics.ts';
import { preset } from './synthesised.ts';

/** One query of an alarm: a metric, or the expression over them. */
interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

const names = { fluxpayStage: 'dev', powertoolsMetricsNamespace: 'FluxPay' };

const gauge = { failureRate: 50, slowCallRate: -1, bufferedCalls: 20 } as const;

const alarmOf = (stage: string) => {
  const [alarm, ...more] = preset(stage)
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ Properties }) => Properties['AlarmName'] === `fluxpay-${stage}-PgBreakerOpen`);
  expect(more).toEqual([]);
  return alarm?.Properties ?? {};
};

const queriesOf = (stage: string) => alarmOf(stage)['Metrics'] as readonly Query[];

/** What the alarm's expression says of breakers in these states. */
const told = (queries: readonly Query[], states: Readonly<Record<string, number>>): number => {
  const { Expression: text = '' } = queries.find((query) => query.Expression !== undefined) ?? {};
  const terms = text.split(' + ');
  expect(terms).toHaveLength(breakerNames.length);
  return terms.reduce((sum, term) => {
    const [, id = '', state] = /^IF\((\w+) == (\d), 1, 0\)$/u.exec(term) ?? [];
    expect(queries.map((query) => query.Id)).toContain(id);
    return sum + (states[id] === Number(state) ? 1 : 0);
  }, 0);
};

describe('PgBreakerOpen', () => {
  it.each(['dev', 'prod'])('asks in %s for the very metrics that the sweeper writes', (stage) => {
    const asked = queriesOf(stage).flatMap(({ MetricStat }) =>
      MetricStat === undefined
        ? []
        : [
            {
              namespace: MetricStat.Metric.Namespace,
              metrics: [MetricStat.Metric.MetricName],
              dimensions: Object.fromEntries(
                MetricStat.Metric.Dimensions.map(({ Name, Value }) => [Name, Value]),
              ),
            },
          ],
    );
    const write = writeBreaker({ ...names, fluxpayStage: stage });
    const written = heardFrom(() => {
      for (const name of breakerNames) write({ ...gauge, name, state: 1 });
    });

    expect(asked).toHaveLength(breakerNames.length);
    expect(written.map(identityOf)).toEqual(asked);
    // CloudWatch takes no more into one alarm.
    expect(asked.length).toBeLessThanOrEqual(10);
  });

  it('fires for an open breaker, and for no other state', () => {
    const queries = queriesOf('dev');
    const all = (state: number) =>
      Object.fromEntries(breakerNames.map((name) => [name.replaceAll('-', '_'), state]));

    expect(breakerStates.map((_state, value) => told(queries, all(value)))).toEqual([
      0,
      breakerNames.length,
      0,
      0,
      0,
      0,
    ]);
    expect(told(queries, { ...all(0), pg_sandbox_void: 1 })).toBe(1);
  });

  it('pages by P2 after a whole minute, and is silent with the sweeper', () => {
    const stats = queriesOf('dev').flatMap(({ MetricStat }) => MetricStat ?? []);

    expect(alarmOf('dev')).toMatchObject({
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
    expect(JSON.stringify(alarmOf('dev')['AlarmActions'])).toContain('TopicsP2');
    expect(new Set(stats.map(({ Period, Stat }) => `${Stat} of ${Period}`))).toEqual(
      new Set(['Minimum of 60']),
    );
  });
});

describe('a breaker in the log', () => {
  it('says in one line what led to its state, beside the metric', () => {
    const write = writeBreaker(names);

    const lines = heardFrom(() => {
      write({ ...gauge, name: 'pg-toss-confirm', state: 2 });
      write({
        name: 'pg-toss-refund',
        state: 0,
        failureRate: 0,
        slowCallRate: 12.5,
        bufferedCalls: 8,
      });
    });

    expect(lines).toMatchObject([
      { name: 'pg-toss-confirm', BreakerState: 2, failureRate: '50.00', bufferedCalls: '20' },
      { name: 'pg-toss-refund', BreakerState: 0, slowCallRate: '12.50', bufferedCalls: '8' },
    ]);
    expect(lines.map((line) => identityOf(line).metrics)).toEqual([
      ['BreakerState'],
      ['BreakerState'],
    ]);
  });

  it('counts each call that it refused', () => {
    const count = refusedCalls(names, systemClock);

    const lines = heardFrom(() => {
      count('pg-toss-confirm');
      count('pg-sandbox-void');
    });

    expect(lines.map(identityOf)).toEqual(
      ['pg-toss-confirm', 'pg-sandbox-void'].map((name) => ({
        namespace: 'FluxPay',
        metrics: ['BreakerNotPermitted'],
        dimensions: { stage: 'dev', name },
      })),
    );
    expect(lines.map((line) => line['BreakerNotPermitted'])).toEqual([1, 1]);
    expect(lines.map((line) => line._aws.CloudWatchMetrics[0]?.Metrics[0]?.Unit)).toEqual([
      'Count',
      'Count',
    ]);
  });
});
