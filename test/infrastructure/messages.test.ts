import { describe, expect, it } from 'vitest';
import { stageNames } from '#lib/config/load-stage.ts';
import { preset, type Resource } from './synthesised.ts';

const nameOf = ({ Properties }: Resource): string => String(Properties['QueueName']);

const isOfDead = (queue: Resource): boolean => /-dlq(\.fifo)?$/u.test(nameOf(queue));

const mappings = (stage: string) => preset(stage).ofType('AWS::Lambda::EventSourceMapping');

const isOfStream = ({ Properties }: Resource) => Properties['StartingPosition'] !== undefined;

describe('queues', () => {
  it.each(stageNames())('all end in a dead-letter queue in %s', (stage) => {
    const queues = preset(stage).ofType('AWS::SQS::Queue');
    const work = queues.filter((queue) => !isOfDead(queue));

    expect(queues.map(nameOf).sort()).toEqual(
      [
        'audit-sealer',
        'audit-sealer-dlq',
        'command-dlq',
        'execution-ended',
        'execution-ended-dlq',
        'pg-webhook-dlq.fifo',
        'pg-webhook.fifo',
        'relay-dlq',
        'sweeper',
        'sweeper-dlq',
        'watchdog',
        'watchdog-dlq',
      ].map((name) => `fluxpay-${stage}-${name}`),
    );
    expect(work.filter(({ Properties }) => Properties['RedrivePolicy'] === undefined)).toEqual([]);
  });

  it('hide a message six times as long as its function runs', () => {
    const watchdog = preset('prod')
      .ofType('AWS::SQS::Queue')
      .find((queue) => nameOf(queue).endsWith('-watchdog'));

    expect(watchdog?.Properties['VisibilityTimeout']).toBe(180);
  });
});

describe('the queue of PG webhooks', () => {
  it('keeps the order of each payment, and lets payments pass each other', () => {
    const fifo = preset('prod')
      .ofType('AWS::SQS::Queue')
      .filter((queue) => nameOf(queue).endsWith('.fifo'));

    expect(fifo).toHaveLength(2);
    for (const { Properties } of fifo) {
      expect(Properties).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
      expect(Properties).not.toHaveProperty('ContentBasedDeduplication');
    }
  });
});

describe('mappings', () => {
  it('bound every stream batch and never answer in part', () => {
    const streams = mappings('prod').filter(isOfStream);

    expect(streams).toHaveLength(2);
    for (const { Properties: mapping } of streams) {
      expect(mapping).toMatchObject({
        BatchSize: 100,
        ParallelizationFactor: 10,
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 100,
        MaximumRecordAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: expect.anything() as unknown },
      });
      expect(mapping).not.toHaveProperty('FunctionResponseTypes');
    }
  });

  it.each([
    ['bp', 'outbox'],
    ['cp', 'commands'],
  ])('wake a relay only for a new row with %s', (marker) => {
    const patterns = mappings('prod')
      .filter(isOfStream)
      .map(({ Properties }) => JSON.stringify(Properties['FilterCriteria']));
    const expected = {
      eventName: ['INSERT'],
      dynamodb: { NewImage: { [marker]: { S: [{ exists: true }] } } },
    };

    expect(patterns).toContain(
      JSON.stringify({ Filters: [{ Pattern: JSON.stringify(expected) }] }),
    );
  });

  it('report partial failures of every queue', () => {
    const queues = mappings('prod').filter((mapping) => !isOfStream(mapping));

    expect(queues).toHaveLength(5);
    for (const { Properties } of queues) {
      expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });
});

describe('rules', () => {
  it('send to a queue, with dead letters and retries', () => {
    const rules = preset('prod').ofType('AWS::Events::Rule');

    expect(rules.map(({ Properties }) => Properties['Name'])).toEqual([
      'fluxpay-prod-sweep',
      'fluxpay-prod-seal-audit',
      'fluxpay-prod-execution-ended',
    ]);
    for (const { Properties } of rules) {
      expect(Properties['Targets']).toEqual([
        expect.objectContaining({
          DeadLetterConfig: expect.anything() as unknown,
          RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 },
        }),
      ]);
    }
  });
});

describe('alarms', () => {
  it('watch every function and every dead-letter queue', () => {
    const built = preset('dev');
    const alarms = built.ofType('AWS::CloudWatch::Alarm');
    const named = (metric: string) =>
      alarms.filter(({ Properties }) => Properties['MetricName'] === metric);

    expect(named('Errors')).toHaveLength(built.ofType('AWS::Lambda::Function').length);
    expect(named('ApproximateNumberOfMessagesVisible')).toHaveLength(
      built.ofType('AWS::SQS::Queue').filter(isOfDead).length,
    );
    expect(named('OutboxOldest')).toHaveLength(1);
    expect(alarms.filter(({ Properties }) => Properties['AlarmActions'] === undefined)).toEqual([]);
  });

  it('grow by the switch of the stage', () => {
    const count = (stage: string) => preset(stage).ofType('AWS::CloudWatch::Alarm').length;

    expect(count('local')).toBe(0);
    expect(count('prod')).toBeGreaterThan(count('dev'));
  });
});
