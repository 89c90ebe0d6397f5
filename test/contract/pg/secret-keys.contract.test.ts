// A key of the wrong world is no key: nothing is sent with it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxGateway } from '#adapters/sandbox/sandbox-gateway.ts';
import { tossGateway } from '#adapters/toss/toss-gateway.ts';
import { optionsFor, type PgWorld, pgWorld, tenant } from './pg-world.ts';

let world: PgWorld;

beforeEach(async () => {
  world = await pgWorld('toss');
});

afterEach(() => world.close());

describe('the secret key of Toss', () => {
  const toss = 'https://api.tosspayments.com';
  const simulator = 'http://127.0.0.1:1';

  it.each([
    ['live_sk_1', 'live', simulator],
    ['live_sk_1', 'test', toss],
    ['live_gsk_1', 'test', simulator],
    ['test_sk_liar_tliar01', 'live', toss],
    ['{"unset":"x"}', 'test', toss],
    ['', 'live', toss],
  ] as const)(
    '%s in %s stops everything for %s before a byte is sent',
    async (key, environment, baseUrl) => {
      const told: string[] = [];
      const gateway = tossGateway({
        ...optionsFor(baseUrl),
        secretKey: () => Promise.resolve(key),
        onUnusableSecret: (misfit, owner) => told.push(`${owner.environment}: ${misfit}`),
        exchange: () => Promise.reject(new Error('a byte was sent')),
      });
      const confirming = { ...world.authenticated(), tenant: { ...tenant, environment } };
      const cancelling = { ...world.cancelOf(confirming), tenant: confirming.tenant };

      const replies = [await gateway.confirm(confirming), await gateway.cancel(cancelling)];
      const reading = await gateway.read(confirming);

      const unusable = { class: 'NOT_SENT', code: 'SECRET_UNUSABLE' };
      expect(replies).toMatchObject([unusable, unusable]);
      expect(reading).toEqual({ kind: 'FAILED', code: 'SECRET_UNUSABLE' });
      expect(told).toHaveLength(3);
      expect(told.join()).toMatch(new RegExp(`^${environment}: `, 'u'));
      if (key !== '') expect(told.join()).not.toContain(key);
    },
  );

  it('of real money goes to Toss for real money', async () => {
    const sent: string[] = [];
    const gateway = tossGateway({
      ...optionsFor(toss),
      secretKey: () => Promise.resolve('live_sk_1'),
      exchange: ({ path }) => {
        sent.push(path);
        return Promise.resolve({ kind: 'LOST', code: 'TIMEOUT' });
      },
    });

    await gateway.confirm({
      ...world.authenticated(),
      tenant: { ...tenant, environment: 'live' },
    });

    expect(sent).toEqual(['/v1/payments/confirm']);
  });

  it('is not sent when it cannot be read', async () => {
    const gateway = tossGateway({
      ...optionsFor(world.baseUrl),
      secretKey: () => Promise.reject(new Error('down')),
    });

    const reply = await gateway.confirm(world.authenticated());

    expect(reply).toMatchObject({ class: 'NOT_SENT', code: 'SECRET_UNAVAILABLE' });
  });
});

describe('the secret key of the sandbox', () => {
  it.each([
    ['live_sk_1', 'test'],
    ['test_sk_liar_tliar01', 'live'],
    ['', 'test'],
  ] as const)('%s in %s stops everything before a byte is sent', async (key, environment) => {
    const gateway = sandboxGateway({
      ...optionsFor(world.baseUrl),
      secretKey: () => Promise.resolve(key),
      exchange: () => Promise.reject(new Error('a byte was sent')),
    });

    const reply = await gateway.confirm({
      ...world.authenticated(),
      tenant: { ...tenant, environment },
    });

    expect(reply).toMatchObject({ class: 'NOT_SENT', code: 'SECRET_UNUSABLE' });
  });
});

describe('a PG that the stage does not have', () => {
  it('is sent nothing', async () => {
    const gateway = sandboxGateway(optionsFor(''));
    const request = world.authenticated();

    const reply = await gateway.confirm(request);
    const reading = await gateway.read(request);

    expect(reply).toMatchObject({ class: 'NOT_SENT', code: 'NO_SUCH_PROVIDER' });
    expect(reading).toEqual({ kind: 'FAILED', code: 'NO_SUCH_PROVIDER' });
  });
});
