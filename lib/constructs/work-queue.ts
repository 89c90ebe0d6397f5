// A queue with its own dead-letter queue, closed to plain-text callers; after five receives a
// message is put aside for a person.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeDeadLetters } from '../guardrails/acknowledgements.ts';

export type DeadLetterProps = {
  readonly stage: Stage;
  readonly name: string;
  /** That of a FIFO queue is FIFO too; default: no. */
  readonly isFifo?: boolean;
};

/** Messages of one group in order, and of different groups beside each other at any rate. */
const fifoProps = (isFifo: boolean) =>
  isFifo
    ? {
        fifo: true,
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      }
    : {};

const queueNameOf = ({ stage, name, isFifo = false }: DeadLetterProps): string =>
  `fluxpay-${stage.name}-${name}${isFifo ? '.fifo' : ''}`;

/** A queue that only ever holds what could not be worked on; fourteen days, the longest there is. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DeadLetterProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: queueNameOf(props),
      ...fifoProps(props.isFifo ?? false),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: props.stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledgeDeadLetters(this.queue);
  }
}

export type WorkQueueProps = {
  readonly stage: Stage;
  readonly name: string;
  /** Timeout of the function that reads it; messages stay hidden six times as long. */
  readonly consumerTimeoutSeconds: number;
  /** ARN of the one EventBridge rule that may send to it; default: none. */
  readonly ruleArn?: string;
  /** One message after the other in each group; default: no. */
  readonly isFifo?: boolean;
};

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { stage, name, isFifo = false } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      stage,
      name: `${name}-dlq`,
      isFifo,
    }).queue;
    this.queue = new Queue(this, 'Queue', {
      queueName: queueNameOf(props),
      ...fifoProps(isFifo),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(6 * props.consumerTimeoutSeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
      removalPolicy: stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (props.ruleArn !== undefined) this.admitRule(props.ruleArn);
  }

  /** The rule lives in a later stack, so it is admitted by the ARN its name gives it. */
  private admitRule(ruleArn: string): void {
    for (const queue of [this.queue, this.deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': ruleArn } },
        }),
      );
    }
  }
}
