// The API of client backends: signed in code, throttled by the gateway as a second fence. It has no
// route to an admin function; what it does not know goes to one function that refuses.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeSignedInCode } from '../guardrails/acknowledgements.ts';
import type { FunctionsByFolder } from './functions-by-folder.ts';
import type { ServiceFunction } from './service-function.ts';

const routes: readonly RouteRow[] = routeTable.filter(({ scope }) => scope !== 'iam');

const routeId = (method: string, path: string): string => `${method} ${path.replaceAll('/', '.')}`;

export class PublicApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: { stage: Stage; functions: FunctionsByFolder }) {
    super(scope, id);
    const { stage, functions } = props;
    const { corsAllowedOrigins } = stage.api;
    this.api = new HttpApi(this, 'Api', {
      apiName: `fluxpay-${stage.name}`,
      createDefaultStage: false,
      ...(corsAllowedOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: corsAllowedOrigins,
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
          allowHeaders: ['*'],
        },
      }),
    });
    this.addStage(stage);
    for (const row of routes) this.addRoutes(row, functions.of(`api/${row.id}`));
    this.addDefault(functions.of('api/refuse-unknown-route'));
    acknowledgeSignedInCode(this);
  }

  private addRoutes({ method, path, aliases }: RouteRow, target: ServiceFunction): void {
    const integration = new HttpLambdaIntegration(target.node.id, target.function);
    for (const each of [path, ...aliases]) {
      new HttpRoute(this, routeId(method, each), {
        httpApi: this.api,
        routeKey: HttpRouteKey.with(each, HttpMethod[method]),
        integration,
      });
    }
  }

  private addDefault(target: ServiceFunction): void {
    new HttpRoute(this, 'Default', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration(target.node.id, target.function),
    });
  }

  private addStage(stage: Stage): void {
    const logGroup = new LogGroup(this, 'Access', {
      logGroupName: `/aws/vendedlogs/apis/fluxpay-${stage.name}`,
      retention: stage.lambda.logRetentionDays,
      removalPolicy: stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: stage.api.throttle.rate, burstLimit: stage.api.throttle.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup) },
    });
  }
}
