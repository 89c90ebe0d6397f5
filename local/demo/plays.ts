// What happens in each scenario, and nothing of what should come out: that is in expectations.ts.
import type { OrderObject } from '#core/contracts/http/order-object.ts';
import type { ScenarioName } from './scenario-names.ts';
import type { Sale, Shopper } from './shopper.ts';
import { until } from './until.ts';

type Play = (shop: Shopper) => Promise<Sale>;

const price = 9_000;

/** The PG keeps silent for 15 s after it has charged; the engine's patience with a call is 10 s. */
const silence = { fault: 'F01', args: { holdMs: 15_000 } };

const refusal = { fault: 'DECLINE', args: { code: 'REJECT_CARD_PAYMENT' } };

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
};

async function ended(shop: Shopper, sale: Sale): Promise<Sale> {
  await until('the end of the order', async () => {
    const { status } = await shop.read<OrderObject>(`/api/v1/orders/${sale.orderId}`);
    return status === 'COMPLETED' || status === 'CANCELLED' ? status : undefined;
  });
  return sale;
}
