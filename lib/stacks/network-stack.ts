// The VPC of a stage that has one.
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { PrivateNetwork } from '../constructs/private-network.ts';

export class NetworkStack extends Stack {
  readonly network: PrivateNetwork;

  constructor(scope: Construct, id: string, props: StackProps & { stage: Stage }) {
    super(scope, id, props);
    this.network = new PrivateNetwork(this, 'Network', props.stage);
  }
}
