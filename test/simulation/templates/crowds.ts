// S12, S14 and S15: keys used twice and at once, two merchants side by side, and an event that no bus takes.
import { confirm, order, pay } from '../buyer.ts';
import type { Stage, Template } from '../template.ts';

export const s12: Template = {
  id: 'S12',
  says: 'same key twice, same key with another payload, another key on the same order, all at once',
  serviceMs: 0,
  isTimed: false,
  isRace: true,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  clients: {
    c1: async ({ world, client }) => {
      const c1 = client('c1');
      const checkout = await order(c1);
      if (checkout === undefined) return;
      const paymentKey = pay(world, checkout);
      const at = (work: string) => ({ work: `${c1.name}.${work}` });
      const first = confirm(c1, checkout, paymentKey, at('first'));
      const again = confirm(c1, checkout, paymentKey, at('again'));
      const other = confirm(c1, checkout, paymentKey, { ...at('other'), sends: 8_000 });
      const beside = confirm(c1, checkout, paymentKey, {
        ...at('beside'),
        key: `beside-${paymentKey}`,
      });
      await Promise.all([first, again, other, beside]);
      await confirm(c1, checkout, paymentKey, at('later'));
    },
  },
};

const buys = async ({ world, client }: Stage, name: string, serviceId: string): Promise<void> => {
  const buyer = client(name);
  const checkout = await order(buyer, { serviceId, user: 'user-shared' });
  if (checkout === undefined) return;
  await confirm(buyer, checkout, pay(world, checkout));
};

export const s14: Template = {
  id: 'S14',
  says: 'two merchants with a user of the same name, four payments at once',
  serviceMs: 400,
  isTimed: false,
  merchants: { c1: 'M123', c2: 'M777', c3: 'M123', c4: 'M777' },
  expected: ['c1', 'c2', 'c3', 'c4'].map((client) => ({
    client,
    order: 'COMPLETED',
    payment: 'CONFIRMED',
  })),
  clients: Object.fromEntries(
    ['c1', 'c2', 'c3', 'c4'].map((name, index) => [
      name,
      async (stage: Stage) => {
        stage.service.does(name, async ({ serviceRequestId, desk }) => {
          await desk.sleep(400);
          await desk.complete(serviceRequestId);
        });
        await buys(stage, name, index < 2 ? 'shop' : 'patient');
      },
    ]),
  ),
};

export const s15: Template = {
  id: 'S15',
  says: 'an event the bus refuses in the middle of a row: parked, the others delivered',
  serviceMs: 0,
  isTimed: false,
  isSlow: true,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  refuses: (type) => type === 'com.fluxpay.payment.captured',
  clients: {
    c1: async (stage) => {
      const buyer = stage.client('c1');
      const checkout = await order(buyer);
      if (checkout === undefined) return;
      await confirm(buyer, checkout, pay(stage.world, checkout));
    },
  },
};
