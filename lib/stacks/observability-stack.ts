// Alarms and the topics they speak to; absent where the stage wants none.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { Alarms, type Watched } from '../constructs/alarms.ts';

export type ObservabilityStackProps = StackProps & {
  readonly stage: Stage;
  readonly watched: Watched;
};

export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { topics } = new Alarms(this, 'Alarms', props).topics;
    new CfnOutput(this, 'AlarmTopicArns', {
      value: Object.values(topics)
        .map(({ topicArn }) => topicArn)
        .join(','),
    });
  }
}
