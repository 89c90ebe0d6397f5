// The bus, the queues, and Redis where the stage makes its own.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { MessageQueues } from '../constructs/message-queues.ts';
import { redisUrl } from '../constructs/redis-cache.ts';
import type { Network } from '../constructs/resources.ts';

export type MessagingStackProps = StackProps & {
  readonly stage: Stage;
  readonly network: Network | null;
};

export class MessagingStack extends Stack {
  readonly queues: MessageQueues;
  /** Empty where the stage has no Redis. */
  readonly redisUrl: string;

  constructor(scope: Construct, id: string, props: MessagingStackProps) {
    super(scope, id, props);
    const { queues, redisUrl: url } = {
      queues: new MessageQueues(this, 'Messages', props.stage),
      redisUrl: redisUrl(this, props.stage, props.network),
    };
    this.queues = queues;
    this.redisUrl = url;
    const deadLetters = [
      queues.watchdog.deadLetters,
      queues.sweeper.deadLetters,
      queues.executionEnded.deadLetters,
      queues.pgWebhook.deadLetters,
      queues.auditSealer.deadLetters,
      queues.relayDlq.queue,
      queues.commandDlq.queue,
    ];
    new CfnOutput(this, 'EventBusName', { value: queues.bus.eventBusName });
    new CfnOutput(this, 'EventBusArn', { value: queues.bus.eventBusArn });
    new CfnOutput(this, 'RedisEndpoint', { value: url || 'none' });
    new CfnOutput(this, 'DlqUrls', {
      value: deadLetters.map(({ queueUrl }) => queueUrl).join(','),
    });
  }
}
