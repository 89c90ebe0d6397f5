// The CloudWatch alarms. `essential` is what must wake somebody; `all` adds early warnings.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { auditDimensions, auditMetrics } from '#core/contracts/audit-metrics.ts';
import { breakerDimensions, breakerMetrics } from '#core/contracts/breaker-metrics.ts';
import { breakerNames } from '#core/contracts/breaker-names.ts';
import {
  metricsNamespace,
  outboxDimensions,
  outboxMetrics,
} from '#core/contracts/outbox-metrics.ts';
import { unrecordedDimensions, unrecordedMetric } from '#core/contracts/unrecorded-metric.ts';
import { breakerStates } from '#core/contracts/vocabulary.ts';
import { webhookDimensions, webhookMetric } from '#core/contracts/webhook-metrics.ts';
import type { Stage } from '../config/resolve-stage.ts';
import { AlarmTopics, type Priority } from './alarm-topics.ts';
import type { Resources } from './resources.ts';
import { constructId, type ServiceFunction } from './service-function.ts';

type Watch = {
  readonly name: string;
  readonly metric: IMetric;
  readonly priority: Priority;
  /** The alarm fires above this value. */
  readonly above: number;
  readonly periods?: number;
  /** Its metric comes every minute: silence means that whoever measures is dead, and raises the alarm. */
  readonly isHeartbeat?: boolean;
};

export type Watched = {
  readonly functions: readonly ServiceFunction[];
  readonly resources: Resources;
  readonly apiId: string;
};

const minute = Duration.minutes(1);

const functionErrors = (functions: readonly ServiceFunction[]): Watch[] =>
  functions.map((each) => ({
    name: `${constructId(each.folder)}Errors`,
    metric: each.function.metricErrors({ period: minute, statistic: 'Sum' }),
    priority: 'P2',
    above: 2,
  }));

const deadLetters = (resources: Resources) => {
  const { watchdog, sweeper, executionEnded, pgWebhook, auditSealer, relayDlq, commandDlq } =
    resources;
  const queues: Readonly<Record<string, IQueue>> = {
    Watchdog: watchdog.deadLetters,
    Sweeper: sweeper.deadLetters,
    ExecutionEnded: executionEnded.deadLetters,
    PgWebhook: pgWebhook.deadLetters,
    AuditSealer: auditSealer.deadLetters,
    Relay: relayDlq,
    Command: commandDlq,
  };
  return Object.entries(queues).map(
    ([name, queue]): Watch => ({
      name: `${name}DeadLetters`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Max' }),
      priority: 'P1',
      above: 0,
    }),
  );
};

const outbox = (metricName: string, stage: Stage) =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: outboxDimensions(stage.name),
    period: minute,
    statistic: 'Max',
  });

const outboxAge = (stage: Stage): Watch => ({
  name: 'OutboxStalledEventBridge',
  metric: outbox(outboxMetrics.oldest, stage),
  priority: 'P1',
  above: 300,
  isHeartbeat: true,
});

/** Somebody else knows an address of ours, or the PG tells of what it does not show us. */
const doubtfulWebhooks = (stage: Stage): Watch[] =>
  (['FORGED', 'UNKNOWN'] as const).map((outcome) => ({
    name: `PgWebhooks${outcome === 'FORGED' ? 'Forged' : 'Unknown'}`,
    metric: new Metric({
      namespace: metricsNamespace,
      metricName: webhookMetric,
      dimensionsMap: webhookDimensions(stage.name, outcome),
      period: Duration.minutes(5),
      statistic: 'Sum',
    }),
    priority: 'P3',
    above: outcome === 'FORGED' ? 0 : 10,
  }));

/**
 * How many breakers say OPEN: by their own judgement, not by an operator's. A sweep tells them once a minute, so
 * it is one look; one that tries again is HALF_OPEN for as long as its trials take, and the alarm waits with it.
 */
const openBreakers = (stage: Stage): Watch => {
  const idOf = (name: string): string => name.replaceAll('-', '_');
  const open = breakerStates.indexOf('OPEN');
  const stateOf = (name: string) =>
    new Metric({
      namespace: metricsNamespace,
      metricName: breakerMetrics.state,
      dimensionsMap: breakerDimensions(stage.name, name),
      statistic: 'Minimum',
    });
  return {
    name: 'PgBreakerOpen',
    metric: new MathExpression({
      expression: breakerNames.map((name) => `IF(${idOf(name)} == ${open}, 1, 0)`).join(' + '),
      usingMetrics: Object.fromEntries(breakerNames.map((name) => [idOf(name), stateOf(name)])),
      label: 'breakers that are open',
      period: minute,
    }),
    priority: 'P2',
    above: 0,
  };
};

/** A fault of ours behind a 202: no error of any function tells of it. */
const unrecordedCalls = (stage: Stage): Watch => ({
  name: 'PgCallsUnrecorded',
  metric: new Metric({
    namespace: metricsNamespace,
    metricName: unrecordedMetric,
    dimensionsMap: unrecordedDimensions(stage.name),
    period: minute,
    statistic: 'Sum',
  }),
  priority: 'P2',
  above: 0,
});

/** Audit records wait two minutes at most for their place in the chain. */
const auditAge = (stage: Stage): Watch => ({
  name: 'AuditUnsealed',
  metric: new Metric({
    namespace: metricsNamespace,
    metricName: auditMetrics.unsealed,
    dimensionsMap: auditDimensions(stage.name),
    period: minute,
    statistic: 'Max',
  }),
  priority: 'P2',
  above: 120,
  periods: 2,
  isHeartbeat: true,
});

const earlyWarnings = (stage: Stage, { functions, apiId, resources }: Watched): Watch[] => [
  {
    name: 'OutboxBacklog',
    metric: outbox(outboxMetrics.pending, stage),
    priority: 'P3',
    above: 100,
    periods: 10,
  },
  ...functions
    .filter(({ folder }) => folder.startsWith('streams/'))
    .map(
      (each): Watch => ({
        name: `${constructId(each.folder)}Stalled`,
        metric: each.function.metric('IteratorAge', { period: minute, statistic: 'Max' }),
        priority: 'P2',
        above: 60_000,
        periods: 2,
      }),
    ),
  {
    name: 'PublicApiServerErrors',
    metric: new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5xx',
      dimensionsMap: { ApiId: apiId },
      period: minute,
      statistic: 'Sum',
    }),
    priority: 'P2',
    above: 5,
    periods: 2,
  },
  {
    name: 'PaymentSagaFailed',
    metric: new Metric({
      namespace: 'AWS/States',
      metricName: 'ExecutionsFailed',
      dimensionsMap: { StateMachineArn: resources.machineArn },
      period: minute,
      statistic: 'Sum',
    }),
    priority: 'P2',
    above: 0,
  },
];

export class Alarms extends Construct {
  readonly topics: AlarmTopics;

  constructor(scope: Construct, id: string, props: { stage: Stage; watched: Watched }) {
    super(scope, id);
    const { stage, watched } = props;
    this.topics = new AlarmTopics(this, 'Topics', stage);
    const watches = [
      ...functionErrors(watched.functions),
      ...deadLetters(watched.resources),
      outboxAge(stage),
      ...doubtfulWebhooks(stage),
      auditAge(stage),
      openBreakers(stage),
      unrecordedCalls(stage),
      ...(stage.observability.alarms === 'all' ? earlyWarnings(stage, watched) : []),
    ];
    for (const watch of watches) this.add(stage, watch);
  }

  private add(stage: Stage, watch: Watch): void {
    const { name, metric, priority, above, periods = 1, isHeartbeat = false } = watch;
    const alarm = new Alarm(this, name, {
      alarmName: `fluxpay-${stage.name}-${name}`,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: isHeartbeat ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topics.topics[priority]));
  }
}
