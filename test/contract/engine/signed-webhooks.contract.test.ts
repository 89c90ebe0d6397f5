// Webhooks of a PG that signs them, from the simulator's sending to our books: who has no secret is not heard,
// and who has it is believed as little as the PGs that do not sign. The rest: webhooks.contract.test.ts.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { statesOf } from '#test/support/engine/books.ts';
import { confirm, type Sale, sell } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import {
  eventOf,
  signingSecrets,
  type WebhookShop,
  webhookShop,
} from '#test/support/engine/webhooks.ts';

const [secret, nextSecret] = signingSecrets;

const day = 86_400_000;

/** A shop of the sandbox, whose PG signs with these. */
const signedShop = async (
  signs: readonly string[],
  kept: () => Promise<string> = () => Promise.resolve(secret),
): Promise<WebhookShop> => {
  const shop = await webhookShop({ provider: 'sandbox' }, { secrets: kept });
  const { control } = shop.at.pg;
  control.addEndpoint({ url: 'https://engine.test/', surface: 'toss' });
  control.addEndpoint({ url: 'https://engine.test/sandbox', surface: 'sandbox', secrets: signs });
  return shop;
};

const paid = async (shop: WebhookShop): Promise<Sale> => {
  const sale = await sell(shop.at, { amount: 9_000n });
  await confirm(shop.at, sale);
  return sale;
};

/** As the simulator writes it: the time of Seoul, in microseconds. */
const timeAt = (ms: number): string =>
  `${new Date(ms + 9 * 3_600_000).toISOString().slice(0, 23)}000`;

const sign = (body: string, time: string, by: string = secret): string =>
  `v1:${createHmac('sha256', by).update(`${body}:${time}`).digest('base64')}`;

const bodyOf = (sale: Sale): string =>
  JSON.stringify({
    eventType: 'PAYMENT_STATUS_CHANGED',
    createdAt: '2026-03-02T13:00:00.000000',
    data: { orderId: sale.pgOrderId, status: 'CANCELED', totalAmount: 9000, currency: 'KRW' },
  });

interface Sent {
  readonly body: string | Uint8Array;
  readonly time: string | undefined;
  readonly signature: string | undefined;
}

const knock = async (shop: WebhookShop, { body, time, signature }: Sent): Promise<string> => {
  const headers = {
    'content-type': 'application/json',
    ...(time !== undefined && { 'tosspayments-webhook-transmission-time': time }),
    ...(signature !== undefined && { 'tosspayments-webhook-signature': signature }),
  };
  const answer = await shop.knock(eventOf(body, { provider: 'sandbox', headers }));
  return `${answer.statusCode} ${(JSON.parse(answer.body) as { code: string }).code}`;
};

/** What the PG would send now, and what a case makes of it. */
type Spoil = (good: { body: string; time: string; nowMs: number }) => Sent;

const refused: readonly (readonly [string, Spoil])[] = [
  ['without a signature', ({ body, time }) => ({ body, time, signature: undefined })],
  ['with an empty one', ({ body, time }) => ({ body, time, signature: '' })],
  [
    'signed by another secret',
    ({ body, time }) => ({ body, time, signature: sign(body, time, 'whsec_of_somebody') }),
  ],
  [
    'signed by no secret at all',
    ({ body, time }) => ({ body, time, signature: sign(body, time, '') }),
  ],
  [
    'whose body was changed',
    ({ body, time }) => ({ body: body.replace('9000', '9001'), time, signature: sign(body, time) }),
  ],
  [
    'with one byte more',
    ({ body, time }) => ({ body: `${body} `, time, signature: sign(body, time) }),
  ],
  [
    'with a mark before its text',
    ({ body, time }) => ({ body: `\uFEFF${body}`, time, signature: sign(body, time) }),
  ],
  [
    'whose time was changed',
    ({ body, time, nowMs }) => ({ body, time: timeAt(nowMs + 1), signature: sign(body, time) }),
  ],
  [
    'without its time',
    ({ body, time }) => ({ body, time: undefined, signature: sign(body, time) }),
  ],
  [
    'older than a PG sends one again',
    ({ body, nowMs }) => {
      const time = timeAt(nowMs - 4 * day - 1_000);
      return { body, time, signature: sign(body, time) };
    },
  ],
  [
    'from a time to come',
    ({ body, nowMs }) => {
      const time = timeAt(nowMs + 301_000);
      return { body, time, signature: sign(body, time) };
    },
  ],
  [
    'of a time that is none',
    ({ body }) => ({ body, time: 'yesterday', signature: sign(body, 'yesterday') }),
  ],
  [
    'signed in another version',
    ({ body, time }) => ({ body, time, signature: sign(body, time).replace('v1', 'v0') }),
  ],
  [
    'signed with a shorter text',
    ({ body, time }) => ({ body, time, signature: sign(body, time).slice(0, -2) }),
  ],
  [
    'whose true signature stands behind many others',
    ({ body, time }) => {
      const signature = `${'v1:AAAA,'.repeat(4)}${sign(body, time)}`;
      return { body, time, signature };
    },
  ],
  [
    'whose bytes are no text',
    ({ time }) => ({ body: new Uint8Array([0xff]), time, signature: sign('\uFFFD', time) }),
  ],
];

describe('a signed webhook', () => {
  it('of the PG is taken, and believed no more than an unsigned one', async () => {
    const shop = await signedShop([secret]);
    const sale = await paid(shop);
    shop.at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    await shop.hear();

    expect(shop.answers).toEqual([200, 200]);
    expect(shop.forged).toEqual([]);
    expect(shop.at.webhooks).toEqual(['KNOWN', 'APPLIED']);
    expect(shop.reads()).toBe(1);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'PARTIALLY_REFUNDED' });
    await expectSound(shop.at);
  });

  it('that lies moves nothing: what the PG shows is what counts', async () => {
    const shop = await signedShop([secret]);
    const sale = await paid(shop);
    const [body, time] = [bodyOf(sale), timeAt(shop.at.clock.now())];

    expect(await knock(shop, { body, time, signature: sign(body, time) })).toBe('200 COMMON_000');
    await shop.drain();

    expect(shop.reads()).toBe(1);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it.each(refused)('%s is refused, dropped and counted', async (_name, spoil) => {
    const shop = await signedShop([secret]);
    const sale = await paid(shop);
    const nowMs = shop.at.clock.now();

    const code = await knock(shop, spoil({ body: bodyOf(sale), time: timeAt(nowMs), nowMs }));

    expect(code).toBe('401 AUTH_008');
    expect(shop.forged).toEqual(['FORGED']);
    expect(shop.queue).toEqual([]);
    expect(shop.reads()).toBe(0);
  });

  it.each([
    ['as old as a last repeat', (nowMs: number) => timeAt(nowMs - 4 * day + 1_000)],
    ['of a clock that is ahead', (nowMs: number) => timeAt(nowMs + 299_000)],
    ['with the offset of its time', (nowMs: number) => new Date(nowMs).toISOString()],
  ])('%s is taken, and once', async (_name, timeOf) => {
    const shop = await signedShop([secret]);
    const sale = await paid(shop);
    const [body, time] = [bodyOf(sale), timeOf(shop.at.clock.now())];
    const sent = { body, time, signature: sign(body, time) };

    const codes = [await knock(shop, sent), await knock(shop, sent)];

    expect(codes).toEqual(['200 COMMON_000', '200 COMMON_000']);
    expect(shop.queue).toHaveLength(1);
  });

  it.each([
    ['only the old one, and we know both', [secret], `${nextSecret} ${secret}`, 200],
    ['only the new one, and we know both', [nextSecret], `${nextSecret}\n${secret}\n`, 200],
    ['both, and we know the old one', [secret, nextSecret], secret, 200],
    ['both, and we know the new one', [secret, nextSecret], nextSecret, 200],
    ['only the old one, and it is over', [secret], nextSecret, 401],
  ])('while secrets rotate: the PG signs with %s', async (_name, signs, kept, status) => {
    const shop = await signedShop(signs, () => Promise.resolve(kept));
    await paid(shop);
    await shop.at.pg.control.flushWebhooks();

    expect(shop.answers).toEqual([status]);
  });

  it('is sent again where the secrets cannot be read: nobody knows yet whose it is', async () => {
    let isAway = true;
    const shop = await signedShop([secret], () =>
      isAway
        ? Promise.reject(new DependencyUnavailable('Secrets Manager'))
        : Promise.resolve(secret),
    );
    const sale = await paid(shop);
    const [body, time] = [bodyOf(sale), timeAt(shop.at.clock.now())];
    const sent = { body, time, signature: sign(body, time) };

    const first = await knock(shop, sent);
    isAway = false;

    expect([first, await knock(shop, sent)]).toEqual(['503 SYS_002', '200 COMMON_000']);
    expect(shop.forged).toEqual([]);
  });

  it.each([
    ['nothing but space', ' \n', ''],
    ['a text that can be guessed', 'sandbox', 'sandbox'],
  ])('is refused by a stage whose secret is %s, and the stage is told', async (_name, kept, by) => {
    const shop = await signedShop([by], () => Promise.resolve(kept));
    const sale = await paid(shop);
    const [body, time] = [bodyOf(sale), timeAt(shop.at.clock.now())];

    const code = await knock(shop, { body, time, signature: sign(body, time, by) });

    expect(code).toBe('401 AUTH_008');
    expect(shop.logs.map(({ message }) => message)).toContain('pg.webhook-secret');
    expect(JSON.stringify(shop.logs)).not.toContain(kept.trim() || 'v1:');
  });
});
