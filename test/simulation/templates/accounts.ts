// S16: accounts that a buyer pays into. The deposit races a void, the bank takes it back while the service works
// and after the delivery, the buyer pays in again, and what goes back waits until somebody tells where to.
import type { Client } from '#test/support/world/client.ts';
import {
  type Checkout,
  cancel,
  chooseAccount,
  confirm,
  order,
  refund,
  tellsAccounts,
} from '../buyer.ts';
import type { Stage, Template } from '../template.ts';
import { returnByHand } from './webhooks.ts';

interface Issued {
  readonly buyer: Client;
  readonly checkout: Checkout;
  readonly paymentId: string;
  readonly paymentKey: string;
}

interface Issuing {
  readonly serviceId?: string;
  /** Says so late where its money goes back to. */
  readonly tellsAfterMs?: number;
}

/** Sells one order whose buyer got an account to pay into. */
const issued = async (
  { world, client }: Stage,
  name: string,
  { serviceId = 'shop', tellsAfterMs = 0 }: Issuing = {},
): Promise<Issued | undefined> => {
  const buyer = client(name);
  tellsAccounts(world, buyer, tellsAfterMs);
  const checkout = await order(buyer, { serviceId });
  if (checkout === undefined) return undefined;
  const paymentKey = chooseAccount(world, checkout);
  const { status } = await confirm(buyer, checkout, paymentKey);
  return status === 202
    ? { buyer, checkout, paymentId: checkout.paymentId, paymentKey }
    : undefined;
};

const look = ({ buyer, paymentId }: Issued, name: string) =>
  buyer.ask({
    route: 'get-payment',
    params: { paymentId },
    query: 'refresh=true',
    work: `${buyer.name}.${name}`,
  });

export const s16asked: Template = {
  id: 'S16-asked',
  says: 'two look at a payment at once whose deposit nobody has told us of: both find it, and it is booked once',
  serviceMs: 0,
  isTimed: false,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' }],
  clients: {
    c1: async (stage) => {
      const sale = await issued(stage, 'c1');
      if (sale === undefined) return;
      stage.world.pg.deposit(sale.paymentKey);
      await Promise.all([look(sale, 'look'), look(sale, 'look-too')]);
    },
  },
};

/** A read of the PG that has begun, and is answered while the void is on its way. */
const slowReadMs = 1_000;
const slowVoidMs = 3_000;
const betweenMs = 300;

export const s16: Template = {
  id: 'S16',
  says: 'a deposit found while the void of its account is under way: on its way back, once somebody tells where to',
  serviceMs: 10_000,
  isTimed: true,
  isWorldless: true,
  expected: [{ client: 'c1', order: 'CANCELLED', payment: 'CANCELLED' }],
  clients: {
    c1: async (stage) => {
      const sale = await issued(stage, 'c1');
      if (sale === undefined) return;
      const { buyer, checkout, paymentKey } = sale;
      const { pg } = stage.world;
      await buyer.sleep(1_000);
      pg.deposit(paymentKey);
      const slow = (op: string, delayMs: number): void =>
        pg.lie({ fault: 'F04', match: { op, paymentKey }, args: { delayMs } });
      slow('read', slowReadMs);
      slow('cancel', slowVoidMs);
      const looking = look(sale, 'look');
      await buyer.sleep(betweenMs);
      await cancel(buyer, checkout, { work: `${buyer.name}.cancel` });
      await looking;
    },
  },
};

/** The PG tells of each move, and its webhook is followed. */
const heardMs = 2_000;

export const s16reversed: Template = {
  id: 'S16-reversed',
  says: 'the bank takes the deposit back while the service works; the buyer pays into the ended payment again',
  serviceMs: 10_000,
  isTimed: true,
  isWorldless: true,
  hasWebhooks: true,
  expected: [{ client: 'c1', order: 'CANCELLED', payment: 'CANCELLED', hasItem: true }],
  clients: {
    c1: async (stage) => {
      const sale = await issued(stage, 'c1', { serviceId: 'quick' });
      if (sale === undefined) return;
      const { buyer, paymentKey } = sale;
      const { pg } = stage.world;
      pg.deposit(paymentKey);
      await buyer.sleep(heardMs);
      pg.reverseDeposit(paymentKey);
      await buyer.sleep(2 * heardMs);
      pg.deposit(paymentKey);
    },
  },
};

export const s16again: Template = {
  id: 'S16-again',
  says: 'the bank takes the deposit of a delivered order back, the buyer pays in again, and wants it back for good',
  serviceMs: 0,
  isTimed: true,
  isWorldless: true,
  hasWebhooks: true,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'REFUNDED', hasItem: true }],
  clients: {
    c1: async (stage) => {
      const sale = await issued(stage, 'c1');
      if (sale === undefined) return;
      const { buyer, paymentId, paymentKey } = sale;
      const { pg } = stage.world;
      pg.deposit(paymentKey);
      await buyer.sleep(heardMs);
      pg.reverseDeposit(paymentKey);
      await buyer.sleep(heardMs);
      pg.deposit(paymentKey);
      await buyer.sleep(heardMs);
      await refund(buyer, paymentId, 'all');
    },
  },
};

/** By then the money has gone another way. */
const lateMs = 20_000;

/** A deposit was heard of, and a part of it waits for an account that its buyer is slow to tell. */
const waitingPart = async (stage: Stage, name: string): Promise<Issued | undefined> => {
  const sale = await issued(stage, name, { tellsAfterMs: lateMs });
  if (sale === undefined) return undefined;
  stage.world.pg.deposit(sale.paymentKey);
  await sale.buyer.sleep(heardMs);
  await refund(sale.buyer, sale.paymentId, 'part', 1_000);
  await sale.buyer.sleep(heardMs);
  return sale;
};

export const s16elsewhere: Template = {
  id: 'S16-elsewhere',
  says: 'money goes another way while a refund waits for its account: by the console, for a saga too, by the bank',
  serviceMs: 0,
  slackMs: lateMs,
  isTimed: true,
  isWorldless: true,
  hasWebhooks: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
    { client: 'c2', order: 'CANCELLED', payment: 'CANCELLED' },
    { client: 'c3', order: 'COMPLETED', payment: 'CONFIRMED', hasItem: true },
  ],
  clients: {
    c1: async (stage) => {
      const sale = await waitingPart(stage, 'c1');
      if (sale !== undefined) returnByHand(stage, sale.paymentKey, sale.checkout.amount - 500);
    },
    c2: async (stage) => {
      stage.service.does('c2', ({ serviceRequestId, desk }) => desk.fail(serviceRequestId));
      const sale = await issued(stage, 'c2', { serviceId: 'quick', tellsAfterMs: lateMs });
      if (sale === undefined) return;
      stage.world.pg.deposit(sale.paymentKey);
      await sale.buyer.sleep(3 * heardMs);
      returnByHand(stage, sale.paymentKey);
    },
    c3: async (stage) => {
      const sale = await waitingPart(stage, 'c3');
      if (sale === undefined) return;
      const { pg } = stage.world;
      pg.lie({ fault: 'F16', match: { op: 'webhook', paymentKey: sale.paymentKey }, times: 2 });
      pg.reverseDeposit(sale.paymentKey);
      await sale.buyer.sleep(2 * heardMs);
      pg.deposit(sale.paymentKey);
    },
  },
};
