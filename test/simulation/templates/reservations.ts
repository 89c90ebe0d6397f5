// S08 with authorize and capture, and S19 without its credit part: what is reserved is taken, given back in
// parts, let go beside its capture, and refused.
import {
  authorize,
  cancel,
  cancelPayment,
  capture,
  order,
  refund,
  refundPayment,
} from '../buyer.ts';
import type { Stage, Template } from '../template.ts';

/** Sells one order whose money the PG has reserved. */
const reserved = async ({ client }: Stage, name: string) => {
  const buyer = client(name);
  const checkout = await order(buyer, { serviceId: 'reserve' });
  if (checkout === undefined) return undefined;
  const held = await authorize(buyer, checkout);
  if (held.status !== 200) return undefined;
  return { buyer, checkout, paymentId: String(held.result?.['paymentId']) };
};

export const s08reserved: Template = {
  id: 'S08reserved',
  says: 'authorize, capture, a refund beside it and two at once that together exceed the rest',
  serviceMs: 0,
  isTimed: true,
  isRace: true,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' }],
  clients: {
    c1: async (stage) => {
      const sale = await reserved(stage, 'c1');
      if (sale === undefined) return;
      const { buyer, checkout, paymentId } = sale;
      const at = (work: string) => ({ work: `${buyer.name}.${work}` });
      const [captured] = await Promise.all([
        capture(buyer, paymentId, at('capture')),
        refund(buyer, paymentId, 'early', 5_000, at('early')),
      ]);
      // What cannot be taken is let go: its seven days are not what this is about.
      if (captured.status !== 200) {
        await cancel(buyer, checkout);
        return;
      }
      await Promise.all([
        refund(buyer, paymentId, 'one', 5_000, at('one')),
        refundPayment(buyer, paymentId, 'other', 5_000, at('other')),
      ]);
    },
  },
};

export const s19: Template = {
  id: 'S19',
  says: 'cancel of what is reserved, beside its capture, and of the payment alone',
  serviceMs: 0,
  isTimed: true,
  isRace: true,
  racing: ['c2'],
  expected: [{ client: 'c1', order: 'CANCELLED', payment: 'CANCELLED' }],
  clients: {
    c1: async (stage) => {
      const sale = await reserved(stage, 'c1');
      if (sale !== undefined) await cancel(sale.buyer, sale.checkout);
    },
    c2: async (stage) => {
      const sale = await reserved(stage, 'c2');
      if (sale === undefined) return;
      const { buyer, checkout, paymentId } = sale;
      await Promise.all([
        capture(buyer, paymentId, { work: `${buyer.name}.capture` }),
        cancel(buyer, checkout, { work: `${buyer.name}.cancel` }),
      ]);
    },
    // Another card, and then none at all: what was let go is not reserved a second time.
    c3: async ({ client }) => {
      const buyer = client('c3');
      const checkout = await order(buyer, { serviceId: 'reserve' });
      if (checkout === undefined) return;
      await cancelPayment(buyer, checkout.paymentId);
      const held = await authorize(buyer, checkout);
      if (held.status === 200) await cancelPayment(buyer, String(held.result?.['paymentId']));
      await cancel(buyer, checkout);
    },
  },
};
