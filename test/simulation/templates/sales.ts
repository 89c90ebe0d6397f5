// S01 to S03 and S05: one order, paid once, without its credit part until credits exist.
import { confirm, nextCheckout, order, pay } from '../buyer.ts';
import type { Template } from '../template.ts';

export const s01: Template = {
  id: 'S01',
  says: 'order, confirm, service callback completed',
  serviceMs: 800,
  isTimed: false,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  clients: {
    c1: async ({ world, service, client }) => {
      service.does('c1', async ({ serviceRequestId, desk }) => {
        await desk.sleep(800);
        await desk.complete(serviceRequestId);
      });
      const c1 = client('c1');
      const checkout = await order(c1, { serviceId: 'patient' });
      if (checkout === undefined) return;
      await confirm(c1, checkout, pay(world, checkout));
    },
  },
};

export const s02: Template = {
  id: 'S02',
  says: 'PG declines, a second payment succeeds',
  serviceMs: 0,
  isTimed: false,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  clients: {
    c1: async ({ world, client }) => {
      const c1 = client('c1');
      const checkout = await order(c1);
      if (checkout === undefined) return;
      const declined = await confirm(c1, checkout, pay(world, checkout, 'REJECT_CARD_PAYMENT'));
      if (declined.status !== 402) return;
      const second = nextCheckout(checkout, declined);
      await confirm(c1, second, pay(world, second));
    },
  },
};

export const s03: Template = {
  id: 'S03',
  says: 'callback failed: money back, order cancelled',
  serviceMs: 800,
  isTimed: false,
  expected: [{ client: 'c1', order: 'CANCELLED', payment: 'CANCELLED' }],
  clients: {
    c1: async ({ world, service, client }) => {
      service.does('c1', async ({ serviceRequestId, desk }) => {
        await desk.sleep(800);
        await desk.fail(serviceRequestId);
      });
      const c1 = client('c1');
      const checkout = await order(c1, { serviceId: 'patient' });
      if (checkout === undefined) return;
      await confirm(c1, checkout, pay(world, checkout));
    },
  },
};

export const s05: Template = {
  id: 'S05',
  says: 'fulfilment none, on cold instances: paid is completed',
  startsCold: true,
  serviceMs: 0,
  isTimed: false,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  clients: {
    c1: async ({ world, client }) => {
      const c1 = client('c1');
      const checkout = await order(c1);
      if (checkout === undefined) return;
      await confirm(c1, checkout, pay(world, checkout));
    },
  },
};
