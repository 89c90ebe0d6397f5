// S08 and S09 without authorize, capture and webhooks: refunds by request at once, in turn, in doubt, and
// beside those of the PG's console.
import type { Client } from '#test/support/world/client.ts';
import { confirm, order, pay, refund } from '../buyer.ts';
import type { Stage, Template } from '../template.ts';

/** Sells one order that is final with its payment. @returns What its buyer needs to ask money back. */
const sold = async ({ world, client }: Stage, name: string) => {
  const buyer = client(name);
  const checkout = await order(buyer);
  if (checkout === undefined) return undefined;
  const paymentKey = pay(world, checkout);
  const paid = await confirm(buyer, checkout, paymentKey);
  if (paid.status !== 200) return undefined;
  return { buyer, paymentKey, paymentId: String(paid.result?.['paymentId']) };
};

export const s08: Template = {
  id: 'S08',
  says: 'two refunds at once that together exceed the rest, and two that fit and take their turns',
  serviceMs: 0,
  isTimed: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
    { client: 'c2', order: 'COMPLETED', payment: 'REFUNDED' },
  ],
  clients: {
    c1: async (stage) => {
      const sale = await sold(stage, 'c1');
      if (sale === undefined) return;
      const { buyer, paymentId } = sale;
      const at = (work: string) => ({ work: `${buyer.name}.${work}` });
      await Promise.all([
        refund(buyer, paymentId, 'one', 6_000, at('one')),
        refund(buyer, paymentId, 'other', 6_000, at('other')),
      ]);
    },
    c2: async (stage) => {
      const sale = await sold(stage, 'c2');
      if (sale === undefined) return;
      const { buyer, paymentId } = sale;
      const at = (work: string) => ({ work: `${buyer.name}.${work}` });
      await Promise.all([
        refund(buyer, paymentId, 'one', 3_000, at('one')),
        refund(buyer, paymentId, 'other', 2_000, at('other')),
      ]);
      await refund(buyer, paymentId, 'rest');
    },
  },
};

/** How often the PG has returned something of it. */
const cancelsOf = ({ world }: Stage, paymentKey: string): number =>
  world.pg
    .payments()
    .filter((payment) => payment.paymentKey === paymentKey)
    .flatMap(({ effects }) => effects)
    .filter(({ kind }) => kind === 'CANCELED').length;

/** The console, like everybody, has to leave the PG a second between two cancels. */
const untilConsoleMay = async (stage: Stage, buyer: Client, paymentKey: string): Promise<void> => {
  let seen = 0;
  while (cancelsOf(stage, paymentKey) > seen) {
    seen = cancelsOf(stage, paymentKey);
    await buyer.sleep(2_000);
  }
};

/** A refund whose call goes wrong, and somebody who returns a part in the PG's console meanwhile. */
const besideConsole = async (stage: Stage, name: string, fault: string): Promise<void> => {
  const sale = await sold(stage, name);
  if (sale === undefined) return;
  const { buyer, paymentId, paymentKey } = sale;
  const { pg } = stage.world;
  pg.lie({ fault, match: { op: 'cancel', paymentKey } });
  const asking = refund(buyer, paymentId, 'one', 3_000, { work: `${buyer.name}.refund` });
  await buyer.sleep(1_500);
  await untilConsoleMay(stage, buyer, paymentKey);
  const isOpen = stage.world.watch.tables
    .ofKind('REFUND')
    .some(({ fields }) => fields['paymentId'] === paymentId && fields['status'] !== 'SUCCEEDED');
  if (isOpen) pg.consoleCancel(paymentKey, 4_000);
  await asking;
};

export const s09: Template = {
  id: 'S09',
  says: 'refund in doubt, done or not, and a part returned in the PG console before it is known',
  serviceMs: 0,
  isTimed: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
    { client: 'c2', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
  ],
  clients: {
    c1: (stage) => besideConsole(stage, 'c1', 'F01'),
    c2: (stage) => besideConsole(stage, 'c2', 'F03'),
  },
};
