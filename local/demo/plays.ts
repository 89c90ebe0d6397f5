// What happens in each scenario, and nothing of what should come out: that is in expectations.ts.
import type { OrderObject } from '#core/contracts/http/order-object.ts';
import type { PaymentObject } from '#core/contracts/http/payment-object.ts';
import type { ScenarioName } from './scenario-names.ts';
import type { Sale, Shopper } from './shopper.ts';
import { until } from './until.ts';

type Play = (shop: Shopper, merchantId: string) => Promise<Sale>;

const price = 9_000;

/** The PG keeps silent for 15 s after it has charged; the engine's patience with a call is 10 s. */
const silence = { fault: 'F01', args: { holdMs: 15_000 } };

const refusal = { fault: 'DECLINE', args: { code: 'REJECT_CARD_PAYMENT' } };

/** What a part of the price is, where a part goes back. */
const part = 3_000;

/** The PG's webhook is never sent. */
const silentWebhook = { fault: 'F15' };

export const plays: Readonly<Record<ScenarioName, Play>> = {
  none: async (shop) => {
    const sale = await shop.order('shop', price);
    await shop.pay(sale);
    return ended(shop, sale);
  },
  happy: async (shop) => {
    const sale = await shop.order('lumen-quick', price);
    await shop.pay(sale);
    await shop.report(sale, 'completed');
    return ended(shop, sale);
  },
  'saga-fail': async (shop) => {
    const sale = await shop.order('lumen-quick', price);
    await shop.pay(sale);
    await shop.report(sale, 'failed');
    return ended(shop, sale);
  },
  'in-doubt': async (shop) => {
    const sale = await shop.order('shop', price);
    await shop.pay(sale, { lie: silence });
    return ended(shop, sale);
  },
  duplicate: async (shop) => {
    const sale = await shop.order('shop', price);
    await shop.pay(sale, { times: 2 });
    return ended(shop, sale);
  },
  decline: async (shop) => {
    const sale = await shop.order('shop', price);
    await shop.pay(sale, { lie: refusal });
    await shop.pay(sale);
    return ended(shop, sale);
  },
  'two-step': async (shop, merchantId) => {
    const sale = await shop.authorize(merchantId, 'shop-sandbox', price);
    await shop.step(sale, 'capture', { merchantId });
    await shop.step(sale, 'refund', { merchantId, amount: part, reason: 'one of them broken' });
    return ended(shop, sale);
  },
  deposit: async (shop) => {
    const sale = await shop.order('shop', price);
    await shop.pay(sale, { method: 'VIRTUAL_ACCOUNT' });
    await shop.deposit(sale);
    return ended(shop, sale);
  },
  'lost-webhook': async (shop) => {
    const sale = await shop.order('shop', price);
    await shop.pay(sale, { method: 'VIRTUAL_ACCOUNT' });
    await shop.deposit(sale, silentWebhook);
    await shop.read(`/api/v1/payments/${await currentOf(shop, sale)}?refresh=true`);
    return ended(shop, sale);
  },
  console: async (shop) => {
    const sale = await shop.order('shop', price);
    await shop.pay(sale);
    await shop.consoleRefund(sale, part);
    const path = `/api/v1/payments/${await currentOf(shop, sale)}`;
    await until('the refund that nobody asked us for', async () => {
      const { refundedAmount } = await shop.read<PaymentObject>(path);
      return refundedAmount === part ? refundedAmount : undefined;
    });
    return ended(shop, sale);
  },
};

async function currentOf(shop: Shopper, { orderId }: Sale): Promise<string> {
  const { payments } = await shop.read<OrderObject>(`/api/v1/orders/${orderId}`);
  return payments[0]?.paymentId ?? '';
}

async function ended(shop: Shopper, sale: Sale): Promise<Sale> {
  await until('the end of the order', async () => {
    const { status } = await shop.read<OrderObject>(`/api/v1/orders/${sale.orderId}`);
    return status === 'COMPLETED' || status === 'CANCELLED' ? status : undefined;
  });
  return sale;
}
