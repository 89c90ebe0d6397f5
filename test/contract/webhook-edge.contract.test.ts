// The route of PG webhooks: who may, what is refused, and that nothing counts as seen before it is queued.
import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { sandboxProtocol } from '#adapters/sandbox/sandbox-gateway.ts';
import { tossProtocol } from '#adapters/toss/toss-gateway.ts';
import { tossWebhooks } from '#adapters/toss/toss-webhooks.ts';
import { codesOf } from '#core/contracts/http/route-codes.ts';
import { routeOf } from '#core/contracts/http/route-table.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { webhookIntake } from '#functions/_wiring/webhook-intake.ts';
import { eventOf, webhookShop } from '#test/support/engine/webhooks.ts';

const body = JSON.stringify({
  eventType: 'PAYMENT_STATUS_CHANGED',
  createdAt: '2026-03-02T13:00:00.000000',
  data: { paymentKey: 'tliar-1', orderId: 'order-0001', status: 'DONE' },
});

const answerOf = async (
  shop: Awaited<ReturnType<typeof webhookShop>>,
  event: ReturnType<typeof eventOf>,
) => {
  const { statusCode, body: text } = await shop.knock(event);
  return [statusCode, (JSON.parse(text) as { code: string }).code];
};

const padded = (bytes: number): string => {
  const open = `{"eventType":"PAYOUT","data":{"filler":"`;
  return `${open}${'x'.repeat(bytes - open.length - 3)}"}}`;
};

describe('the endpoint of PG webhooks', () => {
  it('takes one in with the envelope of every route, and queues it by payment', async () => {
    const shop = await webhookShop();
    const answer = await shop.knock(eventOf(body));

    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      isSuccess: true,
      code: 'COMMON_000',
      result: { accepted: true },
    });
    expect(shop.queue).toHaveLength(1);
    expect(shop.queue[0]?.group).toMatch(/^[0-9a-f]{64}$/u);
    expect(JSON.parse(shop.queue[0]?.body ?? '')).toMatchObject({
      tenant: 'test.M123',
      ref: { kind: 'WEBHOOK', provider: 'toss', pgOrderId: 'order-0001', status: 'DONE', slot: 0 },
    });
  });

  it.each([
    ['another size of body', eventOf(padded(262_145)), 413, 'VAL_004'],
    ['another type', eventOf(body, { headers: { 'content-type': 'text/plain' } }), 415, 'VAL_003'],
    ['no type', eventOf(body, { headers: {} }), 415, 'VAL_003'],
    ['an unknown address', eventOf(body, { id: 'f'.repeat(32) }), 404, 'VAL_006'],
    ['a malformed address', eventOf(body, { id: '../M123' }), 404, 'VAL_006'],
    ['an unknown PG', eventOf(body, { provider: 'nopay' }), 404, 'VAL_006'],
    ['a PG named like a property', eventOf(body, { provider: 'constructor' }), 404, 'VAL_006'],
    ['no JSON', eventOf('{'), 400, 'VAL_002'],
    ['an empty body', eventOf(''), 400, 'VAL_002'],
    ['a list', eventOf('[]'), 400, 'VAL_002'],
    ['bytes that are no text', eventOf(new Uint8Array([0xff, 0xfe])), 400, 'VAL_002'],
  ])('refuses %s', async (_name, event, status, code) => {
    const shop = await webhookShop();

    expect(await answerOf(shop, event)).toEqual([status, code]);
    expect(shop.queue).toEqual([]);
  });

  it.each([
    ['the largest body', padded(262_144)],
    ['an event of no use', '{"eventType":"BILLING_DELETED","data":{}}'],
    ['what has no name', '{}'],
    ['a change without a payment', '{"eventType":"PAYMENT_STATUS_CHANGED","data":7}'],
    ['a status that is none', body.replace('DONE', 'done <b>')],
    ['an order number that is none', body.replace('order-0001', 'x')],
    ['a callback without an order', '{"secret":"ps_1","status":"DONE"}'],
  ])('takes %s, and queues nothing', async (_name, text) => {
    const shop = await webhookShop();

    expect(await answerOf(shop, eventOf(text))).toEqual([200, 'COMMON_000']);
    expect(shop.queue).toEqual([]);
  });

  it('ignores what it does not know', async () => {
    const shop = await webhookShop();
    const more = JSON.stringify({ ...JSON.parse(body), version: '9', __proto__: { status: 'X' } });

    expect(await answerOf(shop, eventOf(more))).toEqual([200, 'COMMON_000']);
    expect(shop.queue).toHaveLength(1);
  });

  it('drops what it has seen, and only that', async () => {
    const shop = await webhookShop();
    for (let nth = 0; nth < 3; nth += 1) await shop.knock(eventOf(body));
    shop.dropped.clear();
    await shop.knock(eventOf(body));
    expect(shop.queue).toHaveLength(1);

    await shop.knock(eventOf(body.replace('13:00', '13:01')));
    await shop.knock(eventOf(body.replace('"DONE"', '"CANCELED"')));

    expect(shop.queue).toHaveLength(3);
  });

  it('asks for it again where it is not known to be queued, and then takes it', async () => {
    const shop = await webhookShop();
    shop.at.mishap.plan('queue.webhook', 'IS_AWAY');
    expect(await answerOf(shop, eventOf(body))).toEqual([503, 'SYS_002']);
    expect(shop.queue).toEqual([]);

    expect(await answerOf(shop, eventOf(body))).toEqual([200, 'COMMON_000']);
    expect(shop.queue).toHaveLength(1);
  });

  it.each(['endpoint.byId', 'webhook.seen', 'webhook.mark'] as const)(
    'asks for it again while the store is away at %s',
    async (label) => {
      const shop = await webhookShop();
      shop.at.mishap.plan(label, 'IS_AWAY');

      expect(await answerOf(shop, eventOf(body))).toEqual([503, 'SYS_002']);
      expect(await answerOf(shop, eventOf(body))).toEqual([200, 'COMMON_000']);
      expect(shop.queue).toHaveLength(1);
    },
  );

  it('looks an address up once, and a wrong one each time', async () => {
    const shop = await webhookShop();
    for (const id of ['b', 'b', 'f', 'f']) await shop.knock(eventOf(body, { id: id.repeat(32) }));

    expect(shop.at.mishap.called.filter((label) => label === 'endpoint.byId')).toHaveLength(3);
  });

  it('believes a PG that signs only with its signature', async () => {
    const signed = {
      ...tossWebhooks(nodeDigests),
      isAuthentic: ({ headers }: { headers: Readonly<Record<string, string>> }) =>
        Promise.resolve(headers['x-proof'] === 'yes'),
    };
    const shop = await webhookShop({}, { formats: { toss: signed } });
    const headers = { 'content-type': 'application/json' };
    const proven = { ...headers, 'x-proof': 'yes' };

    expect(await answerOf(shop, eventOf(body, { headers }))).toEqual([401, 'AUTH_008']);
    expect(await answerOf(shop, eventOf(body, { headers: proven }))).toEqual([200, 'COMMON_000']);
  });

  it('has a verifier for each PG that signs, and for no other', async () => {
    const { at } = await webhookShop();
    const env = {
      fluxpayStage: 'test',
      powertoolsMetricsNamespace: 'FluxPay',
      webhookQueueUrl: 'q',
      pgSandboxWebhookSecretArn: 'arn',
    };
    const runtime = runtimeDeps({ ...env, fluxpayVersion: 'test', powertoolsServiceName: 'test' });
    const verifies = (of: typeof env) =>
      Object.entries(webhookIntake(of, at.store, runtime).formats).map(([name, format]) => [
        name,
        format.isAuthentic === undefined ? 'unsigned' : 'signed',
      ]);

    expect(verifies(env)).toEqual([
      ['toss', tossProtocol.capabilities.webhooks],
      ['sandbox', sandboxProtocol.capabilities.webhooks],
    ]);
    expect(verifies({ ...env, pgSandboxWebhookSecretArn: '' })).toEqual([['toss', 'unsigned']]);
  });

  it('logs neither its address nor its body', async () => {
    const shop = await webhookShop();
    await shop.knock(eventOf(body));

    expect(shop.logs).toHaveLength(1);
    const text = JSON.stringify(shop.logs);
    expect(text).toContain('/api/v1/webhooks/pg/{provider}/{endpointId}');
    expect(text).not.toContain('b'.repeat(32));
    expect(text).not.toContain('tliar-1');
  });

  it('documents every code it answers', () => {
    const codes = codesOf(routeOf('receive-pg-webhook'));

    expect(codes).toEqual(
      expect.arrayContaining(['AUTH_008', 'VAL_002', 'VAL_003', 'VAL_004', 'VAL_006', 'SYS_002']),
    );
  });
});
