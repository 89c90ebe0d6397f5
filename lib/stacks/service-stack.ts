// Both APIs, every function with its mappings, the schedule, the rule and the state machine.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AdminApi } from '../constructs/admin-api.ts';
import { adminFunctions } from '../constructs/admin-functions.ts';
import { apiFunctions } from '../constructs/api-functions.ts';
import { backgroundFunctions } from '../constructs/background-functions.ts';
import { deskFunctions } from '../constructs/desk-functions.ts';
import { functionSet } from '../constructs/function-set.ts';
import { functionsByFolder } from '../constructs/functions-by-folder.ts';
import { HumanRoles } from '../constructs/human-roles.ts';
import { PaymentSaga } from '../constructs/payment-saga.ts';
import { PublicApi } from '../constructs/public-api.ts';
import type { BuildInput, Resources } from '../constructs/resources.ts';
import { sagaFunctions } from '../constructs/saga-functions.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { SystemRules } from '../constructs/system-rules.ts';

export type ServiceStackProps = StackProps & {
  readonly input: BuildInput;
  readonly resources: Resources;
};

export class ServiceStack extends Stack {
  readonly functions: readonly ServiceFunction[];
  readonly publicApi: PublicApi;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { input, resources } = props;
    const { stage } = input;
    const define = functionSet(this, input, resources);
    const api = apiFunctions(define);
    const admin = [...adminFunctions(define, resources), ...deskFunctions(define)];
    const steps = sagaFunctions(define);
    const background = backgroundFunctions(define, resources);
    this.functions = [...api, ...admin, ...steps, ...background];
    this.publicApi = new PublicApi(this, 'PublicApi', {
      stage,
      functions: functionsByFolder(api),
    });
    const adminApi = new AdminApi(this, 'AdminApi', {
      stage,
      functions: functionsByFolder(admin),
      network: resources.network,
    });
    const roles = new HumanRoles(this, 'HumanRoles', { stage, admin: adminApi });
    const saga = new PaymentSaga(this, 'PaymentSaga', { stage, functions: steps });
    new SystemRules(this, 'Rules', { stage, resources });
    new CfnOutput(this, 'Profile', { value: stage.profile });
    new CfnOutput(this, 'ApiId', { value: this.publicApi.api.apiId });
    new CfnOutput(this, 'AdminApiId', { value: adminApi.api.restApiId });
    new CfnOutput(this, 'AdminStageName', { value: adminApi.api.deploymentStage.stageName });
    new CfnOutput(this, 'PaymentSagaArn', { value: saga.machineArn });
    new CfnOutput(this, 'ViewerRoleArn', { value: roles.viewer.roleArn });
    new CfnOutput(this, 'OperatorRoleArn', { value: roles.operator.roleArn });
    new CfnOutput(this, 'ApproverRoleArn', { value: roles.approver.roleArn });
  }
}
