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
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeSignedInCode } from '../guardrails/acknowledgements.ts';
import type { ApiFunctions } from './api-functions.ts';
import type { ServiceFunction } from './service-function.ts';

type Route = readonly [method: HttpMethod, path: string];

const { GET, POST } = HttpMethod;

const routes: Readonly<Record<Exclude<keyof ApiFunctions, 'refuseUnknownRoute'>, Route[]>> = {
  createOrder: [[POST, '/api/v1/orders']],
  listOrders: [[GET, '/api/v1/orders']],
  getOrder: [[GET, '/api/v1/orders/{orderId}']],
  cancelOrder: [[POST, '/api/v1/orders/{orderId}/cancel']],
  confirmPayment: [[POST, '/api/v1/payments/confirm']],
  listPayments: [[GET, '/api/v1/payments']],
  getPayment: [[GET, '/api/v1/payments/{paymentId}']],
  getPaymentTimeline: [[GET, '/api/v1/payments/{paymentId}/timeline']],
  completeService: [[POST, '/api/v1/service-callbacks/completed']],
  failService: [[POST, '/api/v1/service-callbacks/failed']],
  getIdempotencyRecord: [
    [GET, '/api/v1/idempotency'],
    [GET, '/api/v1/idempotency/{key}'],
  ],
  getHealth: [
    [GET, '/health'],
    [GET, '/api/v1/health'],
  ],
  getDocuments: [
    [GET, '/api/v1/openapi.json'],
    [GET, '/api/v1/docs'],
  ],
};

const routeId = ([method, path]: Route): string => `${method} ${path.replaceAll('/', '.')}`;

export class PublicApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: { stage: Stage; functions: ApiFunctions }) {
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
    for (const [name, list] of Object.entries(routes)) {
      this.addRoutes(functions[name as keyof typeof routes], list);
    }
    this.addDefault(functions.refuseUnknownRoute);
  }

  private addRoutes(target: ServiceFunction, list: readonly Route[]): void {
    const integration = new HttpLambdaIntegration(target.node.id, target.function);
    for (const route of list) {
      const [method, path] = route;
      new HttpRoute(this, routeId(route), {
        httpApi: this.api,
        routeKey: HttpRouteKey.with(path, method),
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
    acknowledgeSignedInCode(this);
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
