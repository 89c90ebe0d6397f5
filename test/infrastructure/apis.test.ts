import { describe, expect, it } from 'vitest';
import { functionFolders } from '#lib/bundling/function-folders.ts';
import { stageNames } from '#lib/config/load-stage.ts';
import { adminRoutes } from '#lib/constructs/admin-api.ts';
import { functionsByFolder } from '#lib/constructs/functions-by-folder.ts';
import { constructId } from '#lib/constructs/service-function.ts';
import { type Statement, statementsOf } from './granted.ts';
import { minimal, preset, type Resource, type Synthesised } from './synthesised.ts';

const routeKeys = (stage: string): readonly string[] =>
  preset(stage)
    .ofType('AWS::ApiGatewayV2::Route')
    .map(({ Properties }) => String(Properties['RouteKey']))
    .sort();

const openMethods = (built: Synthesised): readonly Resource[] =>
  built
    .ofType('AWS::ApiGateway::Method')
    .filter(({ Properties }) => Properties['AuthorizationType'] !== 'AWS_IAM');

type RestApi = {
  readonly Policy: { readonly Statement: readonly Statement[] };
  readonly EndpointConfiguration: { readonly Types: readonly string[] };
};

const adminApiOf = (built: Synthesised) => {
  const [api] = built
    .ofType('AWS::ApiGateway::RestApi')
    .map(({ Properties }) => Properties as unknown as RestApi);
  return {
    types: api?.EndpointConfiguration.Types,
    denials: (api?.Policy.Statement ?? []).filter(({ Effect }) => Effect === 'Deny'),
  };
};

describe('the public API (OPS-9)', () => {
  it('has its routes, and one function for all others', () => {
    expect(routeKeys('prod')).toEqual([
      '$default',
      'GET /api/v1/docs',
      'GET /api/v1/health',
      'GET /api/v1/idempotency',
      'GET /api/v1/idempotency/{key}',
      'GET /api/v1/openapi.json',
      'GET /api/v1/orders',
      'GET /api/v1/orders/{orderId}',
      'GET /api/v1/payments',
      'GET /api/v1/payments/{paymentId}',
      'GET /api/v1/payments/{paymentId}/refunds',
      'GET /api/v1/payments/{paymentId}/timeline',
      'GET /api/v1/refunds',
      'GET /api/v1/refunds/{refundId}',
      'GET /health',
      'POST /api/v1/orders',
      'POST /api/v1/orders/{orderId}/cancel',
      'POST /api/v1/payments/authorize',
      'POST /api/v1/payments/capture/{paymentId}',
      'POST /api/v1/payments/confirm',
      'POST /api/v1/payments/refund/{paymentId}',
      'POST /api/v1/payments/{paymentId}/cancel',
      'POST /api/v1/payments/{paymentId}/refunds',
      'POST /api/v1/refunds/{refundId}/account',
      'POST /api/v1/service-callbacks/completed',
      'POST /api/v1/service-callbacks/failed',
      'POST /api/v1/webhooks/pg/{provider}/{endpointId}',
      'POST /payments/authorize',
      'POST /payments/capture/{paymentId}',
      'POST /payments/refund/{paymentId}',
    ]);
  });

  it.each(stageNames())('has no admin route in %s', (stage) => {
    expect(routeKeys(stage).length).toBeGreaterThan(10);
    expect(routeKeys(stage).filter((key) => key.includes('/admin'))).toEqual([]);
  });
});

describe('every function of the APIs', () => {
  it.each([
    ['api', 'AWS::ApiGatewayV2::Integration'],
    ['admin', 'AWS::ApiGateway::Method'],
  ])('in %s has a route', (room, type) => {
    const folders = functionFolders().filter((folder) => folder.startsWith(`${room}/`));
    const targets = JSON.stringify(preset('prod').ofType(type));

    expect(folders.length).toBeGreaterThan(0);
    expect(folders.filter((each) => !targets.includes(`"${constructId(each)}Function`))).toEqual(
      [],
    );
  });

  it('is found by its folder, or the synthesis stops', () => {
    expect(() => functionsByFolder([]).of('api/create-order')).toThrow(
      'No function functions/api/create-order is defined.',
    );
  });
});

describe('the admin API (OPS-9, OPS-10)', () => {
  it.each(stageNames())('asks for IAM on every method in %s', (stage) => {
    const methods = preset(stage).ofType('AWS::ApiGateway::Method');

    expect(methods).toHaveLength(adminRoutes.length);
    expect(openMethods(preset(stage))).toEqual([]);
  });

  it.each(['load', 'prod'])('is private in %s, behind the endpoint', (stage) => {
    const { types, denials } = adminApiOf(preset(stage));

    expect(types).toEqual(['PRIVATE']);
    expect(JSON.stringify(denials[0]?.Condition)).toMatch(
      /StringNotEquals.*aws:SourceVpce.*Endpoint/,
    );
  });

  it.each(['local', 'dev'])('is regional in %s, behind the allow-list', (stage) => {
    const built = preset(stage);
    const { types, denials } = adminApiOf(built);

    expect(types).toEqual(['REGIONAL']);
    expect(denials[0]?.Condition).toEqual({
      NotIpAddress: { 'aws:SourceIp': built.stage.api.adminAllowedCidrs },
    });
  });

  it('opens listed routes to people under their own name', () => {
    const built = minimal('lean');
    const [viewer, operator] = ['viewer', 'operator'].map((name) =>
      built
        .ofType('AWS::IAM::Role')
        .find(({ Properties }) => Properties['RoleName'] === `fluxpay-lean-${name}`),
    );
    const rights = (role: Resource | undefined) =>
      built
        .ofType('AWS::IAM::Policy')
        .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(role?.id ?? '?'))
        .flatMap(statementsOf);

    expect(JSON.stringify([viewer, operator])).toContain(
      `"sts:RoleSessionName":"$\{aws:username}"`,
    );
    expect(JSON.stringify(rights(viewer))).not.toContain('/POST/');
    // All but the second signature, which is the approver's.
    expect(JSON.stringify(rights(operator)).match(/\/(GET|POST|PATCH)\//g)).toHaveLength(
      adminRoutes.length - 1,
    );
    expect(JSON.stringify(rights(operator))).not.toContain('/approve');
    expect([...rights(viewer), ...rights(operator)].map(({ Action }) => Action)).toEqual([
      'execute-api:Invoke',
      'execute-api:Invoke',
    ]);
  });
});
