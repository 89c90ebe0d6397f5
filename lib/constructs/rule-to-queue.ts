// A rule whose only target is a queue that has its own dead-letter queue; what the rule itself
// cannot deliver goes there too.
import { Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { QueuePair } from './resources.ts';

export type RuleToQueueProps = {
  readonly name: string;
  readonly description: string;
  readonly target: QueuePair;
  readonly schedule?: string;
  readonly eventPattern?: Record<string, unknown>;
  /** Constant message; default: the event. */
  readonly input?: string;
};

/** ARN of a rule on the default bus, known before the rule exists. */
export const ruleArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: name });

export class RuleToQueue extends Construct {
  constructor(scope: Construct, id: string, props: RuleToQueueProps) {
    super(scope, id);
    new CfnRule(this, 'Rule', {
      name: props.name,
      description: props.description,
      scheduleExpression: props.schedule,
      eventPattern: props.eventPattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'Queue',
          arn: props.target.queue.queueArn,
          input: props.input,
          deadLetterConfig: { arn: props.target.deadLetters.queueArn },
          retryPolicy: {
            maximumRetryAttempts: 185,
            maximumEventAgeInSeconds: Duration.hours(24).toSeconds(),
          },
        },
      ],
    });
  }
}
