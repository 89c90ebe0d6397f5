import { describe, expect, it } from 'vitest';
import { systemIds } from '#adapters/system/system-ids.ts';
import { allowedMethods } from '#core/contracts/http/allowed-methods.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { openPipeline } from '#functions/_pipeline/open.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { getDocumentsHandler } from '#functions/api/get-documents/handler.ts';
import { getHealthHandler, getHealthQuery } from '#functions/api/get-health/handler.ts';
import { refuseUnknownRouteHandler } from '#functions/api/refuse-unknown-route/handler.ts';
import { freshInstance, settableClock } from '#test/support/limits/limit-world.ts';

const edge = () => {
  const clock = settableClock();
  const logs: LogRecord[] = [];
  const deps = {
    clock,
    ids: systemIds(clock),
    instance: freshInstance(),
    telemetry: (record: LogRecord) => logs.push(record),
  };
  return { clock, logs, deps };
};

const event = (method: string, rawPath: string, rawQueryString = '') => ({
  rawPath,
  rawQueryString,
  headers: {},
  requestContext: { http: { method, sourceIp: '203.0.113.7' } },
});

describe('allowedMethods', () => {
  it.each([
    ['/api/v1/orders', ['POST', 'GET']],
    ['/api/v1/orders/ord_1', ['GET']],
    ['/api/v1/orders/ord_1/cancel', ['POST']],
    ['/api/v1/health', ['GET']],
    ['/api/v1/idempotency', ['GET']],
    ['/api/v1/orders/', []],
    ['/api/v1/orders//cancel', []],
    ['/api/v2/orders', []],
    ['/', []],
    ['', []],
  ])('of %s', (path, methods) => {
    expect(allowedMethods(path)).toEqual(methods);
  });
});

describe('refuse-unknown-route', () => {
  const refuse = openPipeline({
    name: 'refuse-unknown-route',
    deps: edge().deps,
    handler: refuseUnknownRouteHandler(),
  });

  it.each(['HEAD', 'OPTIONS', 'DELETE', 'PUT'])(
    'answers %s on a known path with 405',
    async (method) => {
      const answer = await refuse(event(method, '/api/v1/orders'));

      expect(answer.statusCode).toBe(405);
      expect(answer.headers['Allow']).toBe('POST, GET');
      expect(JSON.parse(answer.body)).toMatchObject({
        isSuccess: false,
        code: 'VAL_007',
        result: null,
      });
    },
  );

  it.each([
    '/api/v1/nothing',
    '/',
    ...routeTable.filter(({ scope }) => scope === 'iam').map(({ path }) => path),
    '/admin/v1/anything',
  ])('answers %s with 404', async (path) => {
    const answer = await refuse(event('GET', path));

    expect(answer.statusCode).toBe(404);
    expect(answer.headers['Allow']).toBeUndefined();
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'VAL_006' });
  });

  it('answers a body over the limit before it looks at the path', async () => {
    const answer = await refuse({ ...event('POST', '/nothing'), body: 'x'.repeat(65_537) });

    expect(answer.statusCode).toBe(413);
  });
});

describe('get-health', () => {
  const healthy = () => {
    const { deps, clock, logs } = edge();
    const health = openPipeline({
      name: 'get-health',
      deps,
      query: getHealthQuery,
      handler: getHealthHandler({ clock, version: '1.2.3' }),
    });
    return { health, logs };
  };

  it('says that the API answers', async () => {
    const { health, logs } = healthy();
    const answer = await health(event('GET', '/health'));

    expect(JSON.parse(answer.body)).toEqual({
      isSuccess: true,
      code: 'COMMON_000',
      message: '요청이 성공했습니다.',
      result: {
        status: 'UP',
        service: 'FluxPay Engine',
        version: '1.2.3',
        time: '2026-03-01T00:00:00.000Z',
      },
    });
    expect(logs).toHaveLength(1);
  });

  it('refuses an unknown query parameter', async () => {
    expect((await healthy().health(event('GET', '/health', 'deep=1'))).statusCode).toBe(400);
  });
});

describe('get-documents', () => {
  const documents = openPipeline({
    name: 'get-documents',
    deps: edge().deps,
    handler: getDocumentsHandler({ openapi: '{"openapi":"3.1.0"}', page: '<!doctype html>' }),
  });

  it.each([
    ['/api/v1/openapi.json', 'application/json; charset=utf-8', '{"openapi":"3.1.0"}'],
    ['/api/v1/docs', 'text/html; charset=utf-8', '<!doctype html>'],
  ])('serves %s as it is', async (path, type, body) => {
    const answer = await documents(event('GET', path));

    expect(answer).toMatchObject({ statusCode: 200, body });
    expect(answer.headers).toMatchObject({
      'Content-Type': type,
      'X-Content-Type-Options': 'nosniff',
    });
    expect(answer.headers['X-Request-Id']).toMatch(/^[0-9a-f-]{36}$/u);
  });
});
