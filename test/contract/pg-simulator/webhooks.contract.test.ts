// Webhooks: conformance checks 5, 13 and 14, and the fault rows F15 to F20 and F22.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Timers } from '#local/pg-simulator/clock.ts';
import { virtualClock } from '#local/pg-simulator/clock.ts';
import { faultCatalogue } from '#local/pg-simulator/fault-catalogue.ts';
import { httpPost } from '#local/pg-simulator/http-post.ts';
import type { LiarOptions } from '#local/pg-simulator/liar.ts';
import { liar } from '#local/pg-simulator/liar.ts';
import {
  advance,
  authenticatedPayment,
  cancelOf,
  confirmOf,
  inProcess,
  type Opened,
  overHttp,
  paidPayment,
} from './doors.ts';

const address = 'https://shop.test/hook';

interface Heard {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly atMs: number;
}

/** A receiver, and the PG that speaks to it. */
const withReceiver = async (answer: () => number | undefined, options: LiarOptions = {}) => {
  const clock = virtualClock();
  const heard: Heard[] = [];
  const opened = await inProcess.open({
    clock,
    webhookUrl: address,
    post: async (url, headers, body) => {
      heard.push({ url, headers, body, atMs: clock.now() });
      return answer();
    },
    ...options,
  });
  const told = () =>
    heard.map(({ body, headers }) => {
      const { data } = JSON.parse(body) as { data?: { status: string; totalAmount: number } };
      const id = headers['tosspayments-webhook-transmission-id'] ?? '';
      return { id, status: data?.status ?? 'CALLBACK', amount: data?.totalAmount ?? 0 };
    });
  return { opened, heard, told, flush: () => opened.pg.control.flushWebhooks() };
};

/** Slow replies take no time here. */
const atOnce: Timers = { setTimeout: (run) => run(), clearTimeout: () => undefined };

const wonAt = (opened: Opened, paymentKey: string) =>
  opened.pg.control.truth.payment(paymentKey).payment['balanceAmount'];

describe('a webhook', () => {
  it('tells the payment as it was when it changed, with the headers of Toss', async () => {
    const { opened, heard, flush } = await withReceiver(() => 200);
    const payment = await paidPayment(opened);
    await opened.send(cancelOf(payment, { cancelAmount: 4_000 }));
    await flush();

    const [approved, cancelled] = heard;
    expect(JSON.parse(approved?.body ?? '')).toMatchObject({
      eventType: 'PAYMENT_STATUS_CHANGED',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/u) as unknown,
      data: { paymentKey: payment.paymentKey, status: 'DONE', balanceAmount: 10_000 },
    });
    expect(JSON.parse(cancelled?.body ?? '')).toMatchObject({
      data: { status: 'PARTIAL_CANCELED', balanceAmount: 6_000 },
    });
    expect(approved?.headers).toMatchObject({
      'tosspayments-webhook-transmission-retried-count': '0',
      'tosspayments-webhook-transmission-id': expect.any(String) as unknown,
      'tosspayments-webhook-transmission-time': expect.any(String) as unknown,
    });
    expect(approved?.headers).not.toHaveProperty('tosspayments-webhook-signature');
  });

  it('5: is sent once when a window lapses, and never for READY and IN_PROGRESS', async () => {
    const { opened, told, flush } = await withReceiver(() => 200);
    const payment = authenticatedPayment(opened);
    await flush();
    expect(told()).toEqual([]);

    advance(opened, 600_001);
    await flush();

    expect(told()).toMatchObject([{ status: 'EXPIRED' }]);
    expect(opened.pg.control.truth.payment(payment.paymentKey).webhooks).toMatchObject([
      { status: 'EXPIRED', sent: 1 },
    ]);
  });

  it('13: goes out exactly 8 times, one id, when the receiver answers 500', async () => {
    const timeScale = 60;
    const { opened, heard, flush } = await withReceiver(() => 500, { timeScale });
    await paidPayment(opened);
    await flush();
    const startedAt = opened.clock.now();
    const minute = 60_000 / timeScale;

    advance(opened, 6_000 * minute);
    await flush();

    const log = opened.pg.control.webhooks()[0];
    const minutes = (log?.deliveries ?? []).map(({ at }) => (Date.parse(at) - startedAt) / minute);
    expect(minutes).toEqual([0, 1, 5, 21, 85, 341, 1_365, 5_461]);
    expect(
      new Set(heard.map(({ headers }) => headers['tosspayments-webhook-transmission-id'])).size,
    ).toBe(1);
    expect(
      heard.map(({ headers }) => headers['tosspayments-webhook-transmission-retried-count']),
    ).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(await flush()).toBe(0);
  });

  it('14: counts as failed without an answer, and is sent again', async () => {
    let answers = 0;
    const { opened, heard, flush } = await withReceiver(() => {
      answers += 1;
      return answers === 1 ? undefined : 200;
    });
    await paidPayment(opened);
    await flush();
    advance(opened, 1_000);
    await flush();

    expect(heard).toHaveLength(2);
    expect(opened.pg.control.webhooks()[0]?.deliveries).toMatchObject([
      { status: null, isAccepted: false },
      { status: 200, isAccepted: true },
    ]);
  });

  it('goes to every address of its merchant, and signs where it has secrets', async () => {
    const { opened, heard, flush } = await withReceiver(() => 200);
    const secrets = ['one', 'two'];
    opened.pg.control.addEndpoint({ url: 'https://other.test/hook', secrets });
    await paidPayment(opened);
    await flush();

    const signatures = heard.map(({ headers }) => headers['tosspayments-webhook-signature']);
    expect(signatures).toEqual([
      undefined,
      expect.stringMatching(/^v1:[\w+/=]{44},v1:[\w+/=]{44}$/u),
    ]);
  });

  it('of one surface goes to no address that asked for the other', async () => {
    const { opened, heard, flush } = await withReceiver(() => 200);
    const { addEndpoint } = opened.pg.control;
    addEndpoint({ url: 'https://other.test/sandbox', surface: 'sandbox', secrets: ['one'] });
    addEndpoint({ url: 'https://other.test/toss', surface: 'toss' });
    await paidPayment(opened);
    await flush();

    expect(heard.map(({ url }) => url)).toEqual([address, 'https://other.test/toss']);
    expect(() => addEndpoint({ url: address, surface: 'both' as never })).toThrow('surface');
  });

  it('refuses an address of no merchant, and what is none', async () => {
    const { opened } = await withReceiver(() => 200);
    const add = opened.pg.control.addEndpoint;

    expect(() => add({ mId: 'nobody', url: address })).toThrow('no merchant');
    expect(() => add({ url: 'nowhere' })).toThrow('url');
    expect(() => add({ url: address, secrets: [1] as never })).toThrow('secrets');
  });

  it('is forgotten by a reset, its first address is not', async () => {
    const { opened, heard, flush } = await withReceiver(() => 500);
    await paidPayment(opened);
    await opened.pg.control.reset();
    await flush();
    expect(heard).toEqual([]);

    await paidPayment(opened);
    await flush();

    expect(heard).toHaveLength(1);
  });

  it('leaves equal journals in two equal runs', async () => {
    const run = async () => {
      const { opened, flush } = await withReceiver(() => 500, {
        profile: 'hostile',
        seed: 7,
        timers: atOnce,
      });
      for (let nth = 0; nth < 20; nth += 1) {
        const payment = authenticatedPayment(opened, { orderId: `order-j-${nth}` });
        await opened.send(confirmOf(payment, { key: `k-${nth}` }));
        await flush();
        advance(opened, 700);
      }
      advance(opened, 200_000);
      await flush();
      return opened.pg.control.journal();
    };

    const [first, second] = [await run(), await run()];

    expect(first.length).toBeGreaterThan(60);
    expect(second).toEqual(first);
  });

  it('goes out by itself where time passes by itself', async () => {
    const waiting: { run: () => void; ms: number }[] = [];
    const timers: Timers = {
      setTimeout: (run, ms) => waiting.push({ run, ms }),
      clearTimeout: () => undefined,
    };
    let now = 1_800_000_000_000;
    let heard = 0;
    const pg = liar({
      clock: { now: () => now },
      timers,
      webhookUrl: address,
      post: () => {
        heard += 1;
        return Promise.resolve(heard === 1 ? 500 : 200);
      },
    });
    const opened = { pg, send: inProcess.open } as never as Opened;
    const { paymentKey } = authenticatedPayment(opened);
    pg.control.fail(paymentKey);

    expect(waiting.map(({ ms }) => ms)).toEqual([0]);
    waiting.shift()?.run();
    await expect.poll(() => waiting.map(({ ms }) => ms)).toEqual([1_000]);
    now += 1_000;
    waiting.shift()?.run();
    await expect.poll(() => pg.control.webhooks()[0]?.sent).toBe(2);
    expect(waiting).toEqual([]);
  });
});

describe('a lie about a webhook', () => {
  const lies = async (fault: string, args: Readonly<Record<string, string | number>> = {}) => {
    const at = await withReceiver(() => 200);
    const payment = authenticatedPayment(at.opened);
    at.opened.pg.control.addRule({ fault, match: { orderId: payment.orderId }, args });
    const confirm = () => at.opened.send(confirmOf(payment));
    return { ...at, payment, confirm };
  };

  it('F15: is never sent', async () => {
    const { opened, payment, confirm, told, flush } = await lies('F15');
    await confirm();
    advance(opened, 60_000_000);
    await flush();

    expect(told()).toEqual([]);
    expect(opened.pg.control.truth.payment(payment.paymentKey).webhooks).toMatchObject([
      { status: 'DONE', sent: 0 },
    ]);
  });

  it.each([
    ['one id', {}, 1],
    ['new ids', { newIds: 1 }, 3],
  ])('F16: comes three times, with %s', async (_name, args, ids) => {
    const { confirm, told, flush } = await lies('F16', args);
    await confirm();
    await flush();

    expect(told()).toHaveLength(3);
    expect(new Set(told().map(({ id }) => id)).size).toBe(ids);
  });

  it('F17: comes late', async () => {
    const { opened, confirm, told, flush } = await lies('F17');
    await confirm();
    advance(opened, 119_999);
    await flush();
    expect(told()).toEqual([]);

    advance(opened, 1);
    await flush();

    expect(told()).toMatchObject([{ status: 'DONE' }]);
  });

  it('F18: swaps with the next one of its payment', async () => {
    const { opened, payment, confirm, told, flush } = await lies('F18');
    await confirm();
    await flush();
    expect(told()).toEqual([]);
    await opened.send(cancelOf(payment, { cancelAmount: 1_000 }));
    advance(opened, 1);
    await flush();

    expect(told()).toMatchObject([{ status: 'PARTIAL_CANCELED' }, { status: 'DONE' }]);
  });

  it('F18: comes alone where there is no next one', async () => {
    const { opened, confirm, told, flush } = await lies('F18');
    await confirm();
    advance(opened, 120_000);
    await flush();

    expect(told()).toMatchObject([{ status: 'DONE' }]);
  });

  it('F19: comes before the reply it is about', async () => {
    const { confirm, told } = await lies('F19');
    const before: unknown[] = [];
    const replied = confirm().then(() => before.push(...told()));
    await replied;

    expect(before).toMatchObject([{ status: 'DONE' }]);
  });

  it.each([
    ['amount', { status: 'DONE', amount: 10_001 }],
    ['unknown', { status: 'DONE' }],
    ['secret', { status: 'CALLBACK' }],
  ])('F20: another is sent beside it, with a wrong %s', async (form, forged) => {
    const { opened, payment, confirm, told, flush } = await lies('F20', { form });
    await confirm();
    await flush();

    expect(told()).toMatchObject([forged, { status: 'DONE', amount: 10_000 }]);
    expect(wonAt(opened, payment.paymentKey)).toBe(10_000);
  });

  it('F22: a refund by hand tells of itself, without our mark', async () => {
    const { opened, heard, told, flush } = await withReceiver(() => 200);
    const payment = await paidPayment(opened);
    opened.pg.control.consoleCancel(payment.paymentKey, { amount: 3_000 });
    await flush();

    expect(told()).toMatchObject([{ status: 'DONE' }, { status: 'PARTIAL_CANCELED' }]);
    expect(heard.at(-1)?.body).not.toContain('[rf:');
    expect(wonAt(opened, payment.paymentKey)).toBe(7_000);
  });

  it('15: has a row here for each that exists', () => {
    const existing = Object.entries(faultCatalogue).flatMap(([id, { phase }]) =>
      phase === 'webhook' ? [id] : [],
    );

    expect(existing).toEqual(['F15', 'F16', 'F17', 'F18', 'F19', 'F20']);
  });

  it('is told by a marker of the payment too', async () => {
    const { opened, told, flush } = await withReceiver(() => 200);
    await paidPayment(opened, { orderName: 'cup [LIE:F16,n=2]' });
    await flush();

    expect(told()).toHaveLength(2);
  });
});

describe('a webhook over HTTP', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Answers at once, or never where it is asked to think. */
  const listen = async () => {
    server = createServer((incoming, reply) => {
      incoming.resume();
      if (incoming.headers['x-think'] === undefined) reply.writeHead(200).end('{}');
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  };

  it('is registered, flushed and listed by control calls', async () => {
    const url = await listen();
    const opened = await overHttp.open();
    const call = (method: string, path: string, body?: unknown) =>
      opened.send({
        method,
        path: `/__liar/v1/${path}`,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    await call('POST', 'webhooks/endpoints', { url });
    await paidPayment(opened);

    const flushed = await call('POST', 'webhooks/flush');
    const log = await call('GET', 'webhooks');
    await opened.close();

    expect(flushed.json).toEqual({ sent: 1 });
    expect(log.json).toMatchObject([{ status: 'DONE', sent: 1, deliveries: [{ status: 200 }] }]);
  });

  it('14: gives a receiver up that answers too late, and one that is away', async () => {
    const url = await listen();

    expect(await httpPost(20)(url, { 'x-think': 'long' }, '{}')).toBeUndefined();
    expect(await httpPost()('http://127.0.0.1:9/', {}, '{}')).toBeUndefined();
    expect(await httpPost()(url, {}, '{}')).toBe(200);
  });
});
