// The machine of a payment's life after approval. Its name is fixed, so that queues and roles in
// other stacks can name it before it exists.
import { join } from 'node:path';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import type { ServiceFunction } from './service-function.ts';
import { StateMachineFromFile } from './state-machine-from-file.ts';

const file = join(import.meta.dirname, '../../statemachines/payment-saga.asl.json');

const machineName = (stage: Stage): string => `fluxpay-${stage.name}-payment-saga`;

export const paymentSagaArns = (scope: Construct, stage: Stage) => {
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return {
    machineArn: arn('stateMachine', machineName(stage)),
    executionsArn: arn('execution', `${machineName(stage)}:*`),
  };
};

export class PaymentSaga extends Construct {
  readonly machineArn: string;

  constructor(
    scope: Construct,
    id: string,
    props: { stage: Stage; functions: readonly ServiceFunction[] },
  ) {
    super(scope, id);
    const saga = new StateMachineFromFile(this, 'Machine', {
      stage: props.stage,
      file,
      name: machineName(props.stage),
      functions: props.functions,
    });
    this.machineArn = saga.machine.attrArn;
  }
}
