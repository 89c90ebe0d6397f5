// Webhooks of the PG beside its replies: racing a confirm, forged, lost, and the only ones who tell of a
// refund made by hand.
import type { Client } from '#test/support/world/client.ts';
import { type Checkout, confirm, order, pay, refund } from '../buyer.ts';
import type { Stage, Template } from '../template.ts';

const opened = async ({ world, client }: Stage, name: string) => {
  const buyer = client(name);
  const checkout = await order(buyer);
  return checkout === undefined ? undefined : { buyer, checkout, paymentKey: pay(world, checkout) };
};

/** Confirms while the PG lies about the reply, about the webhook, or about both. */
const confirmed = async (
  stage: Stage,
  name: string,
  faults: readonly string[],
  meanwhile: (buyer: Client, checkout: Checkout) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> => {
  const sale = await opened(stage, name);
  if (sale === undefined) return;
  const { buyer, checkout, paymentKey } = sale;
  for (const fault of faults) {
    stage.world.pg.lie({ fault, match: { orderId: checkout.pgOrderId } });
  }
  await Promise.all([
    confirm(buyer, checkout, paymentKey, { work: `${buyer.name}.confirm` }),
    meanwhile(buyer, checkout),
  ]);
};

/** Everything a stranger can know of a payment, while the PG has not taken its money. */
const forgery = ({ pgOrderId, amount }: Checkout) => ({
  eventType: 'PAYMENT_STATUS_CHANGED',
  createdAt: '2026-03-02T13:00:00.000000',
  data: { orderId: pgOrderId, status: 'DONE', totalAmount: amount, currency: 'KRW' },
});

export const s06webhook: Template = {
  id: 'S06-webhook',
  says: 'webhooks racing a confirm: before its reply, forged in a doubt, in place of a reply, lost',
  serviceMs: 0,
  // A doubt that begins with its claim has both its messages in one batch of the dispatcher: what keeps
  // that batch leaves the doubt to the sweep.
  slackMs: 60_000,
  isTimed: true,
  hasWebhooks: true,
  expected: ['c1', 'c2', 'c3', 'c4'].map((client) => ({
    client,
    order: 'COMPLETED',
    payment: 'CONFIRMED',
  })),
  clients: {
    c1: (stage) => confirmed(stage, 'c1', ['F19']),
    c2: (stage) =>
      confirmed(stage, 'c2', ['F03'], async (buyer, checkout) => {
        await buyer.sleep(1_000);
        await stage.world.forge(forgery(checkout));
      }),
    c3: (stage) => confirmed(stage, 'c3', ['F05', 'F16']),
    c4: (stage) => confirmed(stage, 'c4', ['F01', 'F15']),
  },
};

/** Sells one order that is final with its payment. */
const sold = async (stage: Stage, name: string) => {
  const sale = await opened(stage, name);
  if (sale === undefined) return undefined;
  const { buyer, checkout, paymentKey } = sale;
  const paid = await confirm(buyer, checkout, paymentKey);
  if (paid.status !== 200) return undefined;
  return { buyer, paymentKey, paymentId: String(paid.result?.['paymentId']) };
};

/**
 * Somebody returns money by hand, and the PG tells of it thrice: a drawn loss is kept away, since nobody but
 * reconciliation finds what a lost webhook would have told.
 */
export const returnByHand = (
  { world: { pg } }: Stage,
  paymentKey: string,
  amount?: number,
): void => {
  pg.lie({ fault: 'F16', match: { op: 'webhook', paymentKey } });
  pg.consoleCancel(paymentKey, amount);
};

/** Nobody looks at a payment that is paid: of what the console returns its webhook alone tells. */
export const s09webhook: Template = {
  id: 'S09-webhook',
  says: 'refunds made by hand that only a webhook tells of, alone and after one of our own',
  serviceMs: 0,
  isTimed: true,
  hasWebhooks: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
    { client: 'c2', order: 'COMPLETED', payment: 'REFUNDED' },
  ],
  clients: {
    c1: async (stage) => {
      const sale = await sold(stage, 'c1');
      if (sale === undefined) return;
      await sale.buyer.sleep(2_000);
      returnByHand(stage, sale.paymentKey, 4_000);
    },
    c2: async (stage) => {
      const sale = await sold(stage, 'c2');
      if (sale === undefined) return;
      const { buyer, paymentId, paymentKey } = sale;
      await refund(buyer, paymentId, 'one', 3_000);
      // Longer than the slowest call of a refund: what is in doubt is not what this is about.
      await buyer.sleep(200_000);
      returnByHand(stage, paymentKey);
    },
  },
};
