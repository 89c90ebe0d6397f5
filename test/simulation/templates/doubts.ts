// S04, S06, S07, S10 and S20: callbacks at every bad moment, answers that never came, and clients who
// change their minds meanwhile.
import { cancel, confirm, order, pay } from '../buyer.ts';
import type { Stage, Template } from '../template.ts';

/** Sells one order of a service and confirms it. @returns Its checkout and the PG's key. */
const sale = async ({ world, client }: Stage, name: string, serviceId: string) => {
  const buyer = client(name);
  const checkout = await order(buyer, { serviceId });
  if (checkout === undefined) return undefined;
  const paymentKey = pay(world, checkout);
  const answer = await confirm(buyer, checkout, paymentKey);
  return { checkout, paymentKey, answer, buyer };
};

const quickMs = 10_000;

export const s04: Template = {
  id: 'S04',
  says: 'callback at once, in the tick of the timeout, late, and contrary',
  serviceMs: quickMs,
  isTimed: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' },
    { client: 'c3', order: 'CANCELLED', payment: 'CANCELLED' },
    { client: 'c4', order: 'COMPLETED', payment: 'CONFIRMED' },
  ],
  clients: {
    c1: async (stage) => {
      // Before the step has stored its token.
      stage.service.does('c1', ({ serviceRequestId, desk }) => desk.complete(serviceRequestId));
      await sale(stage, 'c1', 'patient');
    },
    c2: async (stage) => {
      stage.service.does('c2', async ({ serviceRequestId, deadline, desk }) => {
        await desk.sleepUntil(deadline - 40);
        await desk.complete(serviceRequestId);
      });
      await sale(stage, 'c2', 'quick');
    },
    c3: async (stage) => {
      stage.service.does('c3', async ({ serviceRequestId, deadline, desk }) => {
        await desk.sleepUntil(deadline + 9_000);
        await desk.complete(serviceRequestId);
      });
      await sale(stage, 'c3', 'quick');
    },
    c4: async (stage) => {
      stage.service.does('c4', async ({ serviceRequestId, desk }) => {
        await desk.sleep(300);
        await desk.complete(serviceRequestId);
        await desk.fail(serviceRequestId);
      });
      await sale(stage, 'c4', 'quick');
    },
  },
};

/** More tries than the state has retries. */
const downFor = 40;

export const s04down: Template = {
  id: 'S04-down',
  says: 'request-service is down longer than its retries, the service completes all the same',
  serviceMs: 3_600_000,
  isTimed: false,
  isSlow: true,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  standing: (site, occurrence) =>
    site.startsWith('steps/request-service#') &&
    site.includes('/order.byId~') &&
    occurrence < downFor
      ? 'error-before'
      : undefined,
  clients: {
    c1: async (stage) => {
      stage.service.does('c1', async ({ serviceRequestId, desk }) => {
        await desk.sleep(20_000);
        await desk.complete(serviceRequestId);
      });
      await sale(stage, 'c1', 'patient');
    },
  },
};

export const s06: Template = {
  id: 'S06',
  says: 'approved, then the reply never came; the client polls',
  serviceMs: 0,
  isTimed: false,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  clients: {
    c1: async (stage) => {
      stage.world.pg.lie({ fault: 'F01', match: { op: 'confirm' } });
      await sale(stage, 'c1', 'shop');
    },
  },
};

export const s07: Template = {
  id: 'S07',
  says: 'reset before the effect, client gone, replays get 409 for 70 s, then the approval',
  serviceMs: 0,
  // Its client is gone: what is lost before the claim, nobody asks again.
  isTimed: true,
  isSlow: true,
  abandoned: ['c1.2'],
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  clients: {
    c1: async ({ world, client }) => {
      const c1 = client('c1');
      const checkout = await order(c1);
      if (checkout === undefined) return;
      const paymentKey = pay(world, checkout);
      const match = { op: 'confirm', paymentKey };
      world.pg.lie({ fault: 'F03', match });
      world.pg.lie({ fault: 'F10', match, args: { n: 4 } });
      await confirm(c1, checkout, paymentKey, { isOnce: true });
    },
  },
};

export const s10: Template = {
  id: 'S10',
  says: 'client cancels in doubt and during the service',
  serviceMs: 0,
  isTimed: true,
  expected: [
    { client: 'c1', order: 'CANCELLED', payment: 'CANCELLED' },
    { client: 'c2', order: 'CANCELLED', payment: 'CANCELLED' },
  ],
  clients: {
    c1: async ({ world, client }) => {
      const c1 = client('c1');
      const checkout = await order(c1);
      if (checkout === undefined) return;
      const paymentKey = pay(world, checkout);
      world.pg.lie({ fault: 'F01', match: { op: 'confirm', paymentKey } });
      const confirming = confirm(c1, checkout, paymentKey, { work: `${c1.name}.confirm` });
      await c1.sleep(10_500);
      await cancel(c1, checkout);
      await confirming;
    },
    c2: async (stage) => {
      const sold = await sale(stage, 'c2', 'patient');
      if (sold === undefined) return;
      await sold.buyer.sleep(900);
      await cancel(sold.buyer, sold.checkout);
    },
  },
};

export const s10refused: Template = {
  id: 'S10-refused',
  says: 'service failed and the PG refuses the cancel: a person decides',
  serviceMs: 0,
  isTimed: true,
  isSlow: true,
  expected: [{ client: 'c1', order: 'PAID', payment: 'APPROVED' }],
  clients: {
    c1: async (stage) => {
      stage.service.does('c1', ({ serviceRequestId, desk }) => desk.fail(serviceRequestId));
      stage.world.pg.lie({ fault: 'F26', match: { op: 'cancel' } });
      await sale(stage, 'c1', 'patient');
    },
  },
};

export const s20: Template = {
  id: 'S20',
  says: 'confirm in doubt, cancelled in the PG console, wholly or in part, before the first read',
  serviceMs: 0,
  isTimed: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'REFUNDED' },
    { client: 'c2', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
  ],
  clients: {
    c1: (stage) => cancelledInConsole(stage, 'c1', undefined),
    c2: (stage) => cancelledInConsole(stage, 'c2', 4_000),
  },
};

const cancelledInConsole = async (
  { world, client }: Stage,
  name: string,
  amount: number | undefined,
): Promise<void> => {
  const buyer = client(name);
  const checkout = await order(buyer);
  if (checkout === undefined) return;
  const paymentKey = pay(world, checkout);
  world.pg.lie({ fault: 'F01', match: { op: 'confirm', paymentKey } });
  const confirming = confirm(buyer, checkout, paymentKey, { work: `${buyer.name}.confirm` });
  await buyer.sleep(2_000);
  const isApproved = world.pg
    .payments()
    .some((payment) => payment.paymentKey === paymentKey && payment.status === 'DONE');
  if (isApproved) world.pg.consoleCancel(paymentKey, amount);
  await confirming;
};
