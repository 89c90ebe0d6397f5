// CloudWatch compares dimensions as a whole: a gauge and an alarm that differ in one never meet, and
// nothing tells of it. So what the engine really writes is held against what the alarms really ask for.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { outboxGauges } from '#functions/_wiring/outbox-gauges.ts';
import { folderOf } from './granted.ts';
import { type Emf, heardFrom } from './heard-metrics.ts';
import { preset, type Synthesised } from './synthesised.ts';

/** A metric as CloudWatch tells it from others. */
type Identity = {
  readonly namespace: unknown;
  readonly name: unknown;
  readonly dimensions: Readonly<Record<string, unknown>>;
};

const sweeperEnvironment = (built: Synthesised): Readonly<Record<string, string>> => {
  const sweeper = built
    .ofType('AWS::Lambda::Function')
    .find((lambda) => folderOf(built, lambda) === 'schedules/sweep-pending-work');
  const environment = sweeper?.Properties['Environment'];
  return (environment as { Variables: Record<string, string> }).Variables;
};

/** Runs the gauge under the environment of the template, and hears the line it writes. */
const written = (built: Synthesised, backlogs = 1): readonly Emf[] => {
  const environment = sweeperEnvironment(built);
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('POWERTOOLS_')) vi.stubEnv(name, value);
  }
  const gauge = outboxGauges({
    fluxpayStage: environment['FLUXPAY_STAGE'] ?? '',
    powertoolsMetricsNamespace: environment['POWERTOOLS_METRICS_NAMESPACE'] ?? '',
  });
  return heardFrom(() => {
    for (let count = 1; count <= backlogs; count += 1) gauge({ pending: count, oldestSeconds: 60 });
  });
};

const metricsIn = (line: Emf): Identity[] =>
  line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => ({
        namespace: Namespace,
        name: Name,
        dimensions: Object.fromEntries(names.map((name) => [name, line[name]])),
      })),
    ),
  );

const outboxAlarms = ({ ofType }: Synthesised) =>
  ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) =>
    String(Properties['MetricName']).startsWith('Outbox'),
  );

const asked = (built: Synthesised): Identity[] =>
  outboxAlarms(built).map(({ Properties }) => ({
    namespace: Properties['Namespace'],
    name: Properties['MetricName'],
    dimensions: Object.fromEntries(
      (Properties['Dimensions'] as { Name: string; Value: string }[]).map(({ Name, Value }) => [
        Name,
        Value,
      ]),
    ),
  }));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the alarms of the outbox', () => {
  it.each(['prod', 'dev'])('ask for the very metrics the sweeper writes in %s', (stage) => {
    const built = preset(stage);
    const alarms = asked(built);
    const [line, again] = written(built, 2);

    expect(alarms.length).toBe(stage === 'prod' ? 2 : 1);
    expect(line).toMatchObject({ OutboxPending: 1, OutboxOldest: 60 });
    for (const heard of [line, again]) {
      expect(heard === undefined ? [] : metricsIn(heard)).toEqual(expect.arrayContaining(alarms));
    }
  });

  it('carry the dimensions of the specification and no others', () => {
    const [line] = written(preset('prod'));

    expect(line?._aws.CloudWatchMetrics.map(({ Dimensions }) => Dimensions)).toEqual([
      [['stage', 'sink']],
    ]);
    expect(line).toMatchObject({ stage: 'prod', sink: 'eventbridge' });
  });

  it('take a silent sweeper for a stalled outbox, and page once', () => {
    const missing = outboxAlarms(preset('prod')).map(({ Properties }) => [
      Properties['MetricName'],
      Properties['TreatMissingData'],
    ]);

    expect(missing).toEqual([
      ['OutboxOldest', 'breaching'],
      ['OutboxPending', 'notBreaching'],
    ]);
  });
});

describe('the queue of sweeps', () => {
  it('gives each turn an invocation of its own: one turn may take all its time', () => {
    const built = preset('prod');
    const sizes = built
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ Properties }) => JSON.stringify(Properties).includes('SweeperQueue'))
      .map(({ Properties }) => Properties['BatchSize']);

    expect(sizes).toEqual([1]);
  });
});
