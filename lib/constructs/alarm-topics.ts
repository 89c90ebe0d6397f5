// One topic per priority; who listens is the business of the stage's operators.
import { RemovalPolicy } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof priorities)[number];

export class AlarmTopics extends Construct {
  readonly topics: Readonly<Record<Priority, Topic>>;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const topic = (priority: Priority): Topic => {
      const made = new Topic(this, priority, {
        topicName: `fluxpay-${stage.name}-${priority.toLowerCase()}`,
        enforceSSL: true,
      });
      made.applyRemovalPolicy(RemovalPolicy.DESTROY);
      return made;
    };
    this.topics = { P1: topic('P1'), P2: topic('P2'), P3: topic('P3'), P4: topic('P4') };
  }
}
