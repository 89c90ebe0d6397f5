// PG webhooks, from the simulator's sending to our books: hints that cost at most a read.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { applyWebhook } from '#core/payments/apply-webhook.ts';
import { attentionOf, eventNames, statesOf, truthOf, viewOf } from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import { confirm, report, type Sale, sell } from '#test/support/engine/sale.ts';
import { aMerchant } from '#test/support/engine/sample-rows.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import { enrol, eventOf, type WebhookShop, webhookShop } from '#test/support/engine/webhooks.ts';

const paid = async (shop: WebhookShop, amount = 9_000n): Promise<Sale> => {
  const sale = await sell(shop.at, { amount });
  await confirm(shop.at, sale);
  return sale;
};

const bodyOf = (sale: Pick<Sale, 'pgOrderId'>, over: object = {}): string =>
  JSON.stringify({
    eventType: 'PAYMENT_STATUS_CHANGED',
    createdAt: '2026-03-02T13:00:00.000000',
    data: { orderId: sale.pgOrderId, status: 'DONE', totalAmount: 9000, currency: 'KRW', ...over },
  });

const tell = async (shop: WebhookShop, body: string): Promise<void> => {
  await shop.knock(eventOf(body));
  await shop.drain();
};

const minute = 60_000;

describe('a webhook of a payment that is approved already', () => {
  it('is known, and costs no call of the PG', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    await shop.hear();

    expect(shop.answers).toEqual([200]);
    expect(shop.at.webhooks).toEqual(['KNOWN']);
    expect(shop.reads()).toBe(0);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it('that was forged with another amount is dropped and counted', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    await tell(shop, bodyOf(sale, { status: 'CANCELED', totalAmount: 8_999 }));
    await tell(shop, bodyOf(sale, { status: 'CANCELED', currency: 'USD', totalAmount: 90 }));

    const named = { status: 'CANCELED', totalAmount: 8_999, lastTransactionKey: 'txrd_forged' };
    await tell(shop, bodyOf(sale, named));
    await shop.at.runFor(10 * minute);

    expect(shop.at.webhooks).toEqual(['FORGED', 'FORGED', 'FORGED']);
    expect(shop.reads()).toBe(0);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it('that claims a cancel nobody made costs one read, however often it comes', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    for (let nth = 0; nth < 5; nth += 1) await tell(shop, bodyOf(sale, { status: 'CANCELED' }));
    await shop.at.runFor(10 * minute);

    expect(shop.reads()).toBe(1);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    await expectSound(shop.at);
  });

  it('that names a cancel which no read shows is looked after three more times', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    await tell(shop, bodyOf(sale, { status: 'CANCELED', lastTransactionKey: 'txrd_forged' }));
    await shop.at.runFor(10 * minute);

    expect(shop.at.webhooks).toEqual(['LATER', 'LATER', 'LATER', 'APPLIED']);
    expect(shop.reads()).toBe(4);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it('of a cancel that the first read does not show yet (F12) is not lost', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    await shop.hear();
    shop.at.clock.advance(10_000);
    shop.at.pg.control.addRule({ fault: 'F12', match: { op: 'read' } });
    shop.at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    await shop.hear();
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });

    await shop.at.runFor(6_000);

    expect(shop.at.webhooks).toEqual(['KNOWN', 'LATER', 'APPLIED']);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'PARTIALLY_REFUNDED' });
    await expectSound(shop.at);
  });

  it('brings a refund made by hand into our books at once', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    shop.at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    await shop.hear();

    expect(shop.at.webhooks).toEqual(['KNOWN', 'APPLIED']);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'PARTIALLY_REFUNDED' });
    expect(eventNames(shop.at)).toContain('refund.external');
    await expectSound(shop.at);
  });

  it('of our own refund finds it known', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    await shop.at.runFor(2_000);
    await askRefund(shop.at, sale, { amount: 1_000n });
    await shop.hear();

    expect((await viewOf(shop.at, sale)).refunds.map(({ status }) => status)).toEqual([
      'SUCCEEDED',
    ]);
    expect(eventNames(shop.at)).not.toContain('refund.external');
    await expectSound(shop.at);
  });

  it('waits where the saga has an outcome and has not ended, and is read again', async () => {
    const shop = await webhookShop({ fulfilment: 'callback', timeoutSeconds: 10 });
    const { at } = shop;
    const sale = await paid(shop);
    await at.runFor(1_000);
    await report(at, sale, 'COMPLETED');
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    await shop.hear();

    expect(at.webhooks).toEqual(['KNOWN', 'LATER']);
    await at.runFor(60_000);
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'PARTIALLY_REFUNDED',
    });
    await expectSound(at);
  });

  it('that the PG does not let us read is read later', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    shop.at.pg.control.addRule({ fault: 'F11', match: { op: 'read' }, args: { n: 2 } });
    shop.at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    await shop.hear();
    expect(shop.at.webhooks).toEqual(['KNOWN', 'LATER']);

    await shop.at.runFor(10 * minute);

    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'PARTIALLY_REFUNDED' });
  });
});

describe('a webhook while a call is under way', () => {
  it('that comes before the reply (F19) changes nothing and reads nothing', async () => {
    const shop = await webhookShop();
    const sale = await sell(shop.at);
    shop.at.pg.control.addRule({ fault: 'F19', match: { orderId: sale.pgOrderId } });
    const drained = shop.at.deps.gateways().confirm;
    const gateways = () => ({
      ...shop.at.deps.gateways(),
      confirm: async (request: Parameters<typeof drained>[0]) => {
        const reply = await drained(request);
        await shop.drain();
        return reply;
      },
    });
    const answer = await confirm({ deps: { ...shop.at.deps, gateways } }, sale);

    expect(answer.status).toBe(200);
    expect(shop.at.webhooks).toEqual(['KNOWN']);
    expect(shop.reads()).toBe(0);
    expect(eventNames(shop.at).filter((name) => name === 'payment.approved')).toHaveLength(1);
    await expectSound(shop.at);
  });

  it('of a cancel waits for the end of that call', async () => {
    const shop = await webhookShop();
    const { at } = shop;
    const sale = await paid(shop);
    await shop.hear();
    at.mishap.plan('TX-REFUND-OK', 'DIES_BEFORE');
    void askRefund(at, sale, { amount: 1_000n });
    await at.microtasksDone();
    await shop.hear();

    expect(at.webhooks).toEqual(['KNOWN', 'LATER']);
    await at.runFor(60_000);
    expect(at.webhooks.at(-1)).toBe('APPLIED');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'PARTIALLY_REFUNDED' });
    await expectSound(at);
  });

  it('that is overdue ends it by the watchdog road', async () => {
    const shop = await webhookShop();
    const { at } = shop;
    at.losing.commands = true;
    const sale = await sell(at);
    at.mishap.plan('TX-APPROVED', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    at.clock.advance(16_000);
    await shop.hear();

    expect(at.webhooks).toEqual(['APPLIED']);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    await expectSound(at);
  });
});

describe('a webhook of a payment in doubt', () => {
  const doubted = async (shop: WebhookShop): Promise<Sale> => {
    const sale = await sell(shop.at, { amount: 990_001n });
    expect((await confirm(shop.at, sale)).code).toBe('PAY_005');
    return sale;
  };

  it('ends the doubt before its first read is due', async () => {
    const shop = await webhookShop();
    const sale = await doubted(shop);
    await shop.hear();

    expect(shop.at.webhooks).toEqual(['APPLIED']);
    expect(await statesOf(shop.at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'CONFIRMED',
    });
    expect(truthOf(shop.at, sale)).toMatchObject({ approvals: 1, cancels: 0 });
    await expectSound(shop.at);
  });

  it.each([
    [
      'a read that finds nothing',
      { fault: 'F12', match: { op: 'read' }, args: { lagMs: 900_000 } },
    ],
    ['a read that does not work', { fault: 'F11', match: { op: 'read' }, args: { n: 1 } }],
  ])('proves nothing by %s', async (_name, rule) => {
    const shop = await webhookShop();
    const sale = await doubted(shop);
    shop.at.pg.control.addRule(rule);
    await shop.hear();

    expect(shop.at.webhooks).toEqual(['KNOWN']);
    const [attempt] = (await viewOf(shop.at, sale)).attempts;
    expect(attempt).toMatchObject({ state: 'IN_DOUBT', slot: 1 });
    expect(attempt?.notFounds).toBeUndefined();
  });

  it('that ends between two of its reads of the store is left alone', async () => {
    const shop = await webhookShop();
    const sale = await doubted(shop);
    await shop.knock(eventOf(bodyOf(sale, { totalAmount: 990_001 })));
    const { ref } = JSON.parse(present(shop.queue.pop(), 'queued').body) as { ref: never };
    const { payments } = shop.at.deps;
    let looks = 0;
    const ending: typeof payments = {
      byId: async (key) => {
        looks += 1;
        if (looks === 2) await shop.at.runFor(30_000);
        return payments.byId(key);
      },
    };
    await applyWebhook({ ...shop.at.deps, payments: ending })({ tenant, ref });

    expect(shop.at.webhooks).toEqual(['KNOWN']);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it('that is gone between two of its reads of the store is left alone', async () => {
    const shop = await webhookShop();
    const sale = await doubted(shop);
    await shop.knock(eventOf(bodyOf(sale, { totalAmount: 990_001 })));
    const { ref } = JSON.parse(present(shop.queue.pop(), 'queued').body) as { ref: never };
    const { payments } = shop.at.deps;
    let looks = 0;
    const gone: typeof payments = {
      byId: (key) => {
        looks += 1;
        return looks === 2 ? Promise.resolve(undefined) : payments.byId(key);
      },
    };
    await applyWebhook({ ...shop.at.deps, payments: gone })({ tenant, ref });

    expect(shop.at.webhooks).toEqual(['KNOWN']);
    expect(shop.reads()).toBe(0);
  });

  it('that nobody took is not asked for again by it', async () => {
    const shop = await webhookShop();
    const sale = await sell(shop.at);
    shop.at.pg.control.addRule({ fault: 'F03', match: { orderId: sale.pgOrderId } });
    await confirm(shop.at, sale);
    await tell(shop, bodyOf(sale));

    expect(shop.at.webhooks).toEqual(['KNOWN']);
    expect(truthOf(shop.at, sale).approvals).toBe(0);
  });

  it('is lost, and polling finds what it told (F15)', async () => {
    const shop = await webhookShop();
    const sale = await sell(shop.at, { amount: 990_001n });
    shop.at.pg.control.addRule({ fault: 'F15', match: { orderId: sale.pgOrderId } });
    await confirm(shop.at, sale);
    await shop.hear();
    expect(shop.answers).toEqual([]);

    await shop.at.runFor(30_000);

    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it.each(['F16', 'F18', 'F20'])('and a lie about it (%s) leave one charge', async (fault) => {
    const shop = await webhookShop();
    const sale = await sell(shop.at, { amount: 990_001n });
    shop.at.pg.control.addRule({ fault, match: { orderId: sale.pgOrderId } });
    await confirm(shop.at, sale);
    await shop.hear();
    await shop.at.runFor(130_000);
    await shop.hear();

    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    expect(truthOf(shop.at, sale)).toMatchObject({ approvals: 1, cancels: 0 });
    expect(shop.at.webhooks.includes('FORGED')).toBe(fault === 'F20');
    await expectSound(shop.at);
  });
});

describe('a callback with a secret', () => {
  const callback = ({ pgOrderId }: Sale, secret: string): string =>
    JSON.stringify({
      createdAt: 'x',
      secret,
      status: 'CANCELED',
      transactionKey: 't',
      orderId: pgOrderId,
    });

  it('is dropped where we know no secret', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    await tell(shop, callback(sale, 'ps_guessed'));

    expect(shop.at.webhooks).toEqual(['FORGED']);
    expect(shop.reads()).toBe(0);
  });

  it('is followed only with the secret of its payment', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    const { payments } = shop.at.deps;
    const withSecret: typeof payments = {
      byId: async (key) => {
        const view = present(await payments.byId(key), 'a view');
        return { ...view, payment: { ...view.payment, callbackSecret: 'ps_ours' } };
      },
    };
    const follow = async (secret: string) => {
      await shop.knock(eventOf(callback(sale, secret)));
      const { ref } = JSON.parse(present(shop.queue.pop(), 'queued').body) as { ref: never };
      await applyWebhook({ ...shop.at.deps, payments: withSecret })({ tenant, ref });
    };

    await follow('ps_ours');
    await follow('ps_other');

    expect(shop.at.webhooks).toEqual(['LATER', 'FORGED']);
  });

  it('is never queued in the clear', async () => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    await shop.knock(eventOf(callback(sale, 'ps_marked_value')));

    expect(shop.queue).toHaveLength(1);
    expect(JSON.stringify([shop.queue, shop.logs])).not.toContain('ps_marked_value');
  });
});

describe('a webhook of a virtual account', () => {
  const accountOf = async (shop: WebhookShop): Promise<Sale> => {
    const sale = await sell(shop.at, { method: 'VIRTUAL_ACCOUNT', validHours: 24 });
    expect((await confirm(shop.at, sale)).status).toBe(202);
    await shop.hear();
    shop.at.webhooks.splice(0);
    shop.at.clock.advance(2_000);
    return sale;
  };
  const depositOn = async (shop: WebhookShop): Promise<Sale> => {
    const sale = await accountOf(shop);
    shop.at.pg.control.deposit(sale.paymentKey);
    await shop.hear();
    return sale;
  };
  /** One webhook of it, at the look with this number. */
  const lookAt = async (shop: WebhookShop, sale: Sale, slot: number) => {
    const told = { status: 'WAITING_FOR_DEPOSIT', lastTransactionKey: `tx-${slot}` };
    await shop.knock(eventOf(bodyOf(sale, told)));
    const { ref } = JSON.parse(present(shop.queue.pop(), 'queued').body) as { ref: object };
    return applyWebhook(shop.at.deps)({ tenant, ref: { ...ref, slot } as never });
  };

  it('brings its deposit into our books at once', async () => {
    const shop = await webhookShop();
    const sale = await depositOn(shop);

    expect(new Set(shop.at.webhooks)).toEqual(new Set(['APPLIED']));
    expect(await statesOf(shop.at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'CONFIRMED',
    });
    await expectSound(shop.at);
  });

  it('that nobody paid into is known', async () => {
    const shop = await webhookShop();
    const sale = await accountOf(shop);

    expect(await lookAt(shop, sale, 1)).toEqual({ kind: 'ENDED' });
    expect(shop.at.webhooks).toEqual(['KNOWN']);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
  });

  it('is read again where the PG does not answer, and is left to the poll at last', async () => {
    const shop = await webhookShop();
    const sale = await accountOf(shop);
    shop.at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });

    const first = await lookAt(shop, sale, 1);
    const now = shop.at.clock.now();
    const last = await lookAt(shop, sale, 10);

    expect(first).toEqual({ kind: 'LATER', at: plus(now, 10_000), slot: 2 });
    expect(last).toEqual({ kind: 'ENDED' });
    expect(shop.at.webhooks).toEqual(['LATER', 'KNOWN']);
  });

  it('that is taken back between outcome and end is read again, and looked at on schedule at last', async () => {
    const shop = await webhookShop({ fulfilment: 'callback', timeoutSeconds: 3_600 });
    const sale = await depositOn(shop);
    shop.at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 100 });
    await report(shop.at, sale, 'COMPLETED');
    shop.at.pg.control.reverseDeposit(sale.paymentKey);

    const first = await lookAt(shop, sale, 1);
    const last = await lookAt(shop, sale, 10);

    expect(first).toMatchObject({ kind: 'LATER', slot: 2 });
    expect(last).toEqual({ kind: 'ENDED' });
    expect(shop.at.webhooks.slice(-2)).toEqual(['LATER', 'LATER']);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'APPROVED' });
    shop.at.mishap.heal();
    await shop.at.runFor(5 * 60_000);
    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
  });
});

describe('a webhook of a payment that we do not know', () => {
  const openAtPg = (shop: WebhookShop, orderId: string): string => {
    const opened = shop.at.pg.control.openPayment({ orderId, amount: 9_000 });
    const paymentKey = String(opened['paymentKey']);
    shop.at.pg.control.authenticate(paymentKey);
    return paymentKey;
  };
  const takeAtPg = async (shop: WebhookShop, orderId: string): Promise<string> => {
    const paymentKey = openAtPg(shop, orderId);
    await shop.at.deps.gateways().confirm({
      tenant,
      idempotencyKey: `key-${orderId}`,
      paymentKey,
      pgOrderId: orderId,
      amount: { minor: 9_000n, currency: 'KRW' },
      timeoutMs: 10_000,
    });
    return paymentKey;
  };

  it('is parked for 15 minutes, read once, and counted when the PG knows nothing', async () => {
    const shop = await webhookShop();
    await tell(shop, bodyOf({ pgOrderId: 'somebody-else-1' }));
    await shop.at.runFor(14 * minute);
    expect(new Set(shop.at.webhooks)).toEqual(new Set(['LATER']));
    expect(shop.reads()).toBe(0);

    await shop.at.runFor(2 * minute);

    expect(shop.at.webhooks.at(-1)).toBe('UNKNOWN');
    expect(shop.reads()).toBe(1);
    expect(attentionOf(shop.at)).toEqual([]);
  });

  it('asks a person only where our own read shows money, and once', async () => {
    const shop = await webhookShop();
    const paymentKey = await takeAtPg(shop, 'orphan-0001');
    await shop.hear();
    await tell(shop, bodyOf({ pgOrderId: 'orphan-0001' }));
    await shop.at.runFor(16 * minute);

    expect(shop.at.webhooks.filter((one) => one === 'ORPHAN')).toHaveLength(2);
    expect(attentionOf(shop.at)).toMatchObject([
      {
        kind: 'ORPHAN_PAYMENT',
        severity: 'P1',
        objectType: 'pg-payment',
        objectId: paymentKey,
        moneyAtRisk: { minor: 9_000n, currency: 'KRW' },
      },
    ]);
  });

  it('does not ask for money that was given back wholly', async () => {
    const shop = await webhookShop();
    const paymentKey = await takeAtPg(shop, 'orphan-0002');
    shop.at.pg.control.consoleCancel(paymentKey);
    await shop.hear();
    await shop.at.runFor(16 * minute);

    expect(shop.at.webhooks.filter((one) => one === 'UNKNOWN')).toHaveLength(2);
    expect(attentionOf(shop.at)).toEqual([]);
  });

  it('is of another merchant of this stage: counted, no item', async () => {
    const shop = await webhookShop();
    await enrol(
      shop.at,
      aMerchant({
        merchantId: 'M777' as MerchantId,
        webhookEndpoints: { live: 'c'.repeat(32), test: 'd'.repeat(32) },
      }),
    );
    const sale = await paid(shop);
    await shop.knock(eventOf(bodyOf(sale), { id: 'd'.repeat(32) }));
    await shop.drain();
    await shop.at.runFor(16 * minute);

    expect(shop.at.webhooks.at(-1)).toBe('FOREIGN');
    expect(attentionOf(shop.at)).toEqual([]);
  });

  it('waits longer and longer for a PG that is throttled, and gives up counting', async () => {
    const shop = await webhookShop();
    await takeAtPg(shop, 'orphan-0003');
    shop.at.pg.control.addRule({ fault: 'F11', match: { op: 'read' }, args: { n: 2 } });
    await shop.hear();
    await shop.at.runFor(20 * minute);
    expect(shop.at.webhooks.at(-1)).toBe('ORPHAN');

    shop.at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await takeAtPg(shop, 'orphan-0004');
    await shop.hear();
    await shop.at.runFor(120 * minute);

    expect(shop.at.webhooks.at(-1)).toBe('UNKNOWN');
    expect(attentionOf(shop.at)).toHaveLength(1);
  });

  it('is followed when it becomes known while it is parked', async () => {
    const shop = await webhookShop();
    const sale = await sell(shop.at, { amount: 991_001n });
    await tell(
      shop,
      bodyOf({ pgOrderId: `${sale.orderId}-2` }, { status: 'EXPIRED', totalAmount: 991_001 }),
    );
    expect(shop.at.webhooks).toEqual(['LATER']);

    expect((await confirm(shop.at, sale)).code).toBe('PAY_002');
    await shop.at.runFor(6_000);

    expect(shop.at.webhooks).toEqual(['LATER', 'KNOWN']);
  });
});

describe('a webhook of a payment that no call of ours took', () => {
  it.each(['EXPIRED', 'ABORTED'])('is known when its window ends: %s', async (status) => {
    const shop = await webhookShop();
    const sale = await sell(shop.at);
    await tell(shop, bodyOf(sale, { status }));

    expect(shop.at.webhooks).toEqual(['KNOWN']);
    expect(shop.reads()).toBe(0);
  });

  it('is counted when the PG shows no money', async () => {
    const shop = await webhookShop();
    const sale = await sell(shop.at);
    await tell(shop, bodyOf(sale));

    expect(shop.at.webhooks).toEqual(['UNKNOWN']);
    expect(shop.reads()).toBe(1);
  });

  const takenWithoutUs = (shop: WebhookShop, sale: Sale) =>
    shop.at.deps.gateways().confirm({
      tenant,
      idempotencyKey: 'another-program',
      paymentKey: sale.paymentKey,
      pgOrderId: sale.pgOrderId,
      amount: { minor: sale.amount, currency: 'KRW' },
      timeoutMs: 10_000,
    });

  it('asks a person when somebody else confirmed it', async () => {
    const shop = await webhookShop();
    const sale = await sell(shop.at);
    await takenWithoutUs(shop, sale);
    await shop.hear();

    expect(shop.at.webhooks).toEqual(['ORPHAN']);
    expect(attentionOf(shop.at)).toMatchObject([
      { kind: 'ORPHAN_PAYMENT', objectType: 'payment', paymentId: sale.paymentId },
    ]);
  });

  it('asks a person when it had ended without the money', async () => {
    const shop = await webhookShop();
    const sale = await sell(shop.at);
    await takenWithoutUs(shop, sale);
    shop.at.clock.advance(31 * minute);
    await shop.at.sweepOnce();
    await shop.hear();

    expect(attentionOf(shop.at)).toMatchObject([{ kind: 'LATE_SUCCESS', severity: 'P1' }]);
  });

  it('leaves it to a call that begins while the PG is read', async () => {
    const shop = await webhookShop();
    const { at } = shop;
    const sale = await sell(at);
    const gateway = at.deps.gateways();
    const gateways = () => ({
      ...gateway,
      read: async (request: Parameters<typeof gateway.read>[0]) => {
        await confirm(at, sale);
        return gateway.read(request);
      },
    });
    await shop.knock(eventOf(bodyOf(sale)));
    const { ref } = JSON.parse(present(shop.queue.pop(), 'queued').body) as { ref: never };
    const looked = await applyWebhook({ ...at.deps, gateways })({ tenant, ref });

    expect(looked).toEqual({ kind: 'LATER', at: plus(at.clock.now(), 5_000), slot: 1 });
    expect(attentionOf(at)).toEqual([]);
  });
});
