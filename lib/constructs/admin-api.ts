// The API of operators: a REST API of its own with IAM on every route. Where the stage has a VPC it
// is reachable only through the VPC's endpoint, else only from the listed networks.
import {
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeAdminApi } from '../guardrails/acknowledgements.ts';
import type { FunctionsByFolder } from './functions-by-folder.ts';
import type { Network } from './resources.ts';

/** Every route of the contract that is called by operators. */
export const adminRoutes: readonly RouteRow[] = routeTable.filter(({ scope }) => scope === 'iam');

const everyRoute = 'execute-api:/*';

/** Callers of the account still need a right of their own: the account, not the world, is allowed. */
const resourcePolicy = (refusal: Record<string, Record<string, unknown>>) =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AccountRootPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: [everyRoute],
      }),
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: [everyRoute],
        conditions: refusal,
      }),
    ],
  });

const access = (stage: Stage, network: Network | null) =>
  network === null
    ? {
        endpointConfiguration: { types: [EndpointType.REGIONAL] },
        policy: resourcePolicy({
          NotIpAddress: { 'aws:SourceIp': stage.api.adminAllowedCidrs },
        }),
      }
    : {
        endpointConfiguration: {
          types: [EndpointType.PRIVATE],
          vpcEndpoints: [network.adminEndpoint],
        },
        policy: resourcePolicy({
          StringNotEquals: { 'aws:SourceVpce': network.adminEndpoint.vpcEndpointId },
        }),
      };

export type AdminApiProps = {
  readonly stage: Stage;
  readonly functions: FunctionsByFolder;
  readonly network: Network | null;
};

export class AdminApi extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, props: AdminApiProps) {
    super(scope, id);
    const { stage, functions, network } = props;
    this.api = new RestApi(this, 'Api', {
      restApiName: `fluxpay-${stage.name}-admin`,
      ...access(stage, network),
      cloudWatchRole: false,
      defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
      deployOptions: { stageName: 'v1', throttlingRateLimit: 50, throttlingBurstLimit: 50 },
    });
    for (const { id: name, method, path } of adminRoutes) {
      const target = functions.of(`admin/${name}`).function;
      this.api.root
        .resourceForPath(path)
        .addMethod(method, new LambdaIntegration(target, { allowTestInvoke: false }));
    }
    acknowledgeAdminApi(this);
  }
}
