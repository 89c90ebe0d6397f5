// Webhooks of a PG that cannot be read at once, or whose reads lag behind it: what they tell of is in our books in
// the end, or a person has it.
import { describe, expect, it } from 'vitest';
import { attentionOf, statesOf, truthOf } from '#test/support/engine/books.ts';
import { approve, proof, resolve } from '#test/support/engine/desk.ts';
import { amountsOf, askRefund } from '#test/support/engine/refunds.ts';
import { confirm, type Sale, sell } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import { type WebhookShop, webhookShop } from '#test/support/engine/webhooks.ts';

const minute = 60_000;

const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

/** The PG's webhooks come and the sweep looks, minute by minute. */
const live = async ({ at, hear }: WebhookShop, minutes: number): Promise<void> => {
  for (let nth = 0; nth < minutes; nth += 1) {
    await at.runFor(minute);
    await hear();
    await at.sweepOnce();
  }
};

const readsFail = ({ at }: WebhookShop, times: number): void => {
  if (times > 0) at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times });
};

const readsLag = ({ at }: WebhookShop, lagMs: number): void => {
  at.pg.control.addRule({ fault: 'F12', match: { op: 'read' }, args: { lagMs } });
};

const gone = {
  class: 'DECLINED_SOFT' as const,
  cause: 'SESSION' as const,
  code: 'NOT_FOUND_PAYMENT_SESSION',
  durationMs: 0,
};

/** The PG says that the session is gone, and takes the money all the same. */
const takenLate = async ({ at }: WebhookShop): Promise<Sale> => {
  const sale = await sell(at, { amount: 11_000n });
  await at.runFor(minute);
  const gateway = at.deps.gateways();
  const gateways = () => ({
    ...gateway,
    confirm: async (request: Parameters<typeof gateway.confirm>[0]) => {
      await gateway.confirm(request);
      return gone;
    },
  });
  await confirm({ deps: { ...at.deps, gateways } }, sale);
  expect(await statesOf(at, sale)).toMatchObject({ payment: 'EXPIRED' });
  return sale;
};

const paid = async (shop: WebhookShop): Promise<Sale> => {
  const sale = await sell(shop.at, { amount: 10_000n });
  await confirm(shop.at, sale);
  await shop.hear();
  await shop.at.runFor(5 * minute);
  return sale;
};

const deposited = async (shop: WebhookShop): Promise<Sale> => {
  const { at, hear } = shop;
  const sale = await sell(at, { amount: 10_000n, method: 'VIRTUAL_ACCOUNT', validHours: 24 });
  await confirm(at, sale);
  await hear();
  await at.runFor(2_000);
  at.pg.control.deposit(sale.paymentKey);
  await hear();
  await at.runFor(5 * minute);
  return sale;
};

describe('money that a PG took after it had said no', () => {
  it('goes back where the PG cannot be read for five minutes', async () => {
    const shop = await webhookShop();
    const sale = await takenLate(shop);
    readsFail(shop, 1_000);
    await shop.hear();
    await live(shop, 5);
    expect(truthOf(shop.at, sale)).toMatchObject({ kept: 11_000 });
    shop.at.pg.control.removeRules();
    await live(shop, 240);

    expect(truthOf(shop.at, sale)).toMatchObject({ cancels: 1, kept: 0 });
    await expectSound(shop.at);
  });

  it('goes back where the first read does not show it yet', async () => {
    const shop = await webhookShop();
    const sale = await takenLate(shop);
    readsLag(shop, 8_000);
    await shop.hear();
    await live(shop, 240);

    expect(truthOf(shop.at, sale)).toMatchObject({ cancels: 1, kept: 0 });
    await expectSound(shop.at);
  });

  it('is before a person where the PG cannot be read for hours, who has it returned', async () => {
    const shop = await webhookShop();
    const sale = await takenLate(shop);
    readsFail(shop, 100_000);
    await shop.hear();
    await live(shop, 120);
    expect(attentionOf(shop.at)).toMatchObject([{ kind: 'INTEGRITY_MISMATCH', status: 'OPEN' }]);
    shop.at.pg.control.removeRules();
    await resolve(shop.at, { action: 'READ_AGAIN' });
    await live(shop, 10);

    expect(truthOf(shop.at, sale)).toMatchObject({ cancels: 1, kept: 0 });
    await expectSound(shop.at);
  });
});

describe('a cancel made at the PG', () => {
  it.each([
    [0, 30_000],
    [1, 30_000],
    [5, 30_000],
    [12, 60_000],
  ])('is booked after %i failed reads, and one that lags by %i ms', async (times, lagMs) => {
    const shop = await webhookShop();
    const sale = await paid(shop);
    readsFail(shop, times);
    readsLag(shop, lagMs);
    shop.at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    await shop.hear();
    await live(shop, 240);

    expect(await amountsOf(shop.at, sale)).toEqual([6_000n, 0n, 4_000n]);
    expect(attentionOf(shop.at)).toEqual([]);
    await expectSound(shop.at);
  });

  it.each(['ADOPT_SUCCESS', 'ADOPT_FAILURE'] as const)(
    'while our own refund is in doubt is booked after %s by two persons',
    async (action) => {
      const shop = await webhookShop();
      const { at, hear } = shop;
      const sale = await paid(shop);
      const isDone = action === 'ADOPT_SUCCESS';
      at.pg.control.addRule({ fault: isDone ? 'F05' : 'F06', match: { op: 'cancel' } });
      readsFail(shop, 100);
      await askRefund(at, sale, { amount: 3_000n });
      await at.runFor(minute);
      at.pg.control.consoleCancel(sale.paymentKey, { amount: 1_000 });
      await hear();
      await at.runFor(25 * 60 * minute);
      await resolve(at, { action, proof });
      await approve(at, { action });
      at.pg.control.removeRules();
      await live(shop, 10);

      expect(truthOf(at, sale).kept).toBe(isDone ? 6_000 : 9_000);
      expect((await amountsOf(at, sale))[0]).toBe(isDone ? 6_000n : 9_000n);
      await expectSound(at);
    },
  );
});

describe('a deposit that its bank took back', () => {
  it.each([0, 3, 12])('is booked after %i failed reads, and one that lags', async (times) => {
    const shop = await webhookShop();
    const sale = await deposited(shop);
    readsFail(shop, times);
    readsLag(shop, 50_000);
    shop.at.pg.control.reverseDeposit(sale.paymentKey);
    await shop.hear();
    await live(shop, 240);

    expect(await statesOf(shop.at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
    await expectSound(shop.at);
  });

  it('is told of no more once its sale has ended by it', async () => {
    const shop = await webhookShop({ fulfilment: 'callback', timeoutSeconds: 3_600 });
    const sale = await deposited(shop);
    shop.at.pg.control.reverseDeposit(sale.paymentKey);
    await shop.hear();
    const reads = shop.reads();
    await shop.at.runFor(10 * minute);

    expect(await statesOf(shop.at, sale)).toMatchObject({ order: 'CANCELLED' });
    expect(shop.at.webhooks.at(-1)).toBe('APPLIED');
    expect(shop.reads()).toBe(reads);
  });
});

describe('a refund of a deposit', () => {
  it('is followed by a look at what its bank did meanwhile, of which a card knows nothing', async () => {
    const looks = [];
    for (const made of [deposited, paid]) {
      const shop = await webhookShop();
      const sale = await made(shop);
      await askRefund(shop.at, sale, { amount: 1_000n, refundAccount });
      const reads = shop.reads();
      await shop.at.runFor(10 * minute);
      looks.push(shop.reads() - reads);
    }

    expect(looks).toEqual([1, 0]);
  });

  it('that stays in doubt for hours calls nobody for cancels that nobody made', async () => {
    const shop = await webhookShop();
    const { at } = shop;
    const sale = await deposited(shop);
    await askRefund(at, sale, { amount: 1_000n, refundAccount });
    await at.runFor(2_000);
    at.pg.control.addRule({ fault: 'F05', match: { op: 'cancel' } });
    readsFail(shop, 1_000);
    await askRefund(at, sale, { amount: 2_000n, refundAccount });
    await live(shop, 120);
    at.pg.control.removeRules();
    await live(shop, 24 * 60);

    expect(await amountsOf(at, sale)).toEqual([7_000n, 0n, 3_000n]);
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });
});
