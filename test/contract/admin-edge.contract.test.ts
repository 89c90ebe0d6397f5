// The edge of operators: who is a person, the same order of checks, and a limiter that fails closed.

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { created } from '#core/contracts/http/answer.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { limitRules } from '#core/limits/limit-policies.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import type { AdminRequest } from '#functions/_pipeline/exchange.ts';
import { personOf } from '#functions/_pipeline/operator.ts';
import { edgeWorld, shown } from '#test/support/edge/edge-world.ts';

const role = 'fluxpay-test-operator';
const arn = `arn:aws:sts::000000000000:assumed-role/${role}/kim`;

const contract = {
  params: z.strictObject({ merchantId: z.string().check(z.regex(/^[A-Za-z0-9]{1,32}$/u)) }),
  query: z.strictObject({ env: z.exactOptional(z.enum(['live', 'test'])) }),
  body: z.strictObject({ reason: z.string() }),
  result: z.strictObject({}),
};

const adminWorld = ({ capacity = 100, isAway = false } = {}) => {
  const world = edgeWorld();
  const runs: AdminRequest<unknown, unknown, unknown>[] = [];
  const handler = adminPipeline({
    route: 'create-api-key',
    contract,
    deps: {
      ...world.deps,
      limits: limitRules({ admin: { capacity, windowSeconds: 60 } }),
      primaryEnvironment: 'test',
      pinnedRoles: [role],
      settings: { leaseMs: 20_000, answerTtlSeconds: 86_400 },
    },
    handler: async (request) => {
      runs.push(request);
      if (isAway) throw new DependencyUnavailable('dynamodb');
      return created({ made: true });
    },
  });
  let sent = 0;
  const send = async (changes: Record<string, unknown> = {}) => {
    sent += 1;
    return shown(
      await handler({
        httpMethod: 'POST',
        path: '/admin/v1/merchants/M123/api-keys',
        pathParameters: { merchantId: 'M123' },
        multiValueHeaders: { 'Content-Type': ['application/json'], 'Idempotency-Key': ['key-1'] },
        body: JSON.stringify({ reason: 'rotation' }),
        isBase64Encoded: false,
        requestContext: {
          requestId: `gateway-request-${sent}`,
          identity: { userArn: arn, sourceIp: '203.0.113.9' },
        },
        ...changes,
      }),
    );
  };
  return { ...world, send, operatorRuns: runs };
};

const by = (userArn: string | undefined) => ({
  requestContext: {
    requestId: 'gateway-request-x',
    identity: { userArn, sourceIp: '203.0.113.9' },
  },
});

describe('personOf', () => {
  it.each([
    ['a user', 'arn:aws:iam::000000000000:user/team/kim', 'kim'],
    ['a pinned session', arn, 'kim'],
    [
      'a session of Identity Center',
      'arn:aws:sts::000000000000:assumed-role/AWSReservedSSO_Operator_ab12/kim@shop',
      'kim@shop',
    ],
    ['a session of any other role', 'arn:aws:sts::000000000000:assumed-role/ci/kim', undefined],
    ['the root', 'arn:aws:iam::000000000000:root', undefined],
    ['a role without session', `arn:aws:iam::000000000000:role/${role}`, undefined],
    ['nothing', '', undefined],
    ['nobody', undefined, undefined],
  ])('%s', (_name, given, person) => {
    expect(personOf(given, [role])?.person).toBe(person);
  });
});

describe('adminPipeline', () => {
  it('hands over the operator, the environment and a claim', async () => {
    const world = adminWorld();

    const answer = await world.send({ multiValueQueryStringParameters: { env: ['live'] } });

    expect(answer).toMatchObject({ status: 201, code: 'COMMON_000' });
    expect(world.operatorRuns[0]).toMatchObject({
      operator: { person: 'kim', environment: 'live' },
      cause: { actor: arn, ip: '203.0.113.9' },
      path: { merchantId: 'M123' },
      idempotency: { scope: 'admin POST /admin/v1/merchants/{merchantId}/api-keys#key-1' },
    });
    expect(world.logs[0]?.fields).toMatchObject({ actor: 'kim', code: 'COMMON_000' });
  });

  it.each([
    ['SYS_007', by('arn:aws:sts::000000000000:assumed-role/ci/kim')],
    ['VAL_003', { multiValueHeaders: { 'Content-Type': ['text/plain'] } }],
    ['VAL_002', { body: '{' }],
    ['SYS_005', { pathParameters: { merchantId: 'no such' } }],
    ['VAL_001', { multiValueQueryStringParameters: { env: ['prod'] } }],
    ['IDEM_003', { multiValueHeaders: { 'content-type': ['application/json'] } }],
    ['VAL_004', { body: 'x'.repeat(65_537) }],
  ])('answers %s', async (code, changes) => {
    const world = adminWorld();

    expect((await world.send(changes)).code).toBe(code);
    expect(world.operatorRuns).toHaveLength(0);
  });

  it('limits each principal', async () => {
    const world = adminWorld({ capacity: 1 });

    await world.send();

    expect((await world.send()).code).toBe('RATE_001');
    expect((await world.send(by('arn:aws:iam::000000000000:user/lee'))).status).toBe(201);
  });

  it('fails closed when the shared limiter is away', async () => {
    const world = adminWorld();
    world.redis.stop();

    const answer = await world.send();

    expect(answer).toMatchObject({ status: 503, code: 'RATE_004' });
    expect(answer.headers['Retry-After']).toBe('5');
  });

  it('keeps no answer in the cache, since one may hold a secret', async () => {
    const world = adminWorld();

    await world.send();
    await world.send();

    expect(world.operatorRuns).toHaveLength(2);
    expect(JSON.stringify(world.redis.dump())).not.toContain('made');
  });

  it('answers IDEM_005 when the deciding tier is away', async () => {
    expect(await adminWorld({ isAway: true }).send()).toMatchObject({
      status: 503,
      code: 'IDEM_005',
    });
  });
});
