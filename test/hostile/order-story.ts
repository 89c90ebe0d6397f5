// One order from its creation to its end, as its buyer and its shop live through it.
import type { EngineClient, EngineResult } from '#test/support/cloud/engine-reply.ts';
import { manyRefunds } from '#test/support/cloud/many-refunds.ts';
import { type Patience, patientAsk, patientRead } from '#test/support/cloud/patient-shop.ts';
import type { PgControl } from '#test/support/cloud/pg-control.ts';

export type Kind = 'besieged' | 'sold' | 'served' | 'unserved' | 'refunded';

/** By its number alone, so that the same order is of the same kind in every run. */
export const kindOf = (number: number): Kind => {
  if (number === 1) return 'besieged';
  if (number % 5 === 0) return 'refunded';
  if (number % 10 === 3) return 'served';
  return number % 10 === 2 ? 'unserved' : 'sold';
};

export interface OrderStory {
  readonly number: number;
  readonly kind: Kind;
  readonly orderId: string;
  /** Every payment of it, first to last. */
  readonly paymentIds: readonly string[];
  /** What was decided, in words that are the same whenever the same was decided. */
  readonly outcome: string;
  /** Answers that decided nothing, by what they said. */
  readonly undecided: readonly string[];
}

export interface Stage {
  readonly client: EngineClient;
  readonly pg: PgControl;
  readonly seed: string;
  /** New in every run: keys and buyers of an earlier one stay its own. */
  readonly run: string;
  readonly limitMs: number;
}

const amount = 10_000;
const part = 3_000;

const services: Readonly<Record<Kind, string>> = {
  besieged: 'shop',
  sold: 'shop',
  refunded: 'shop',
  served: 'lumen-ai',
  unserved: 'lumen-ai',
};

interface Teller {
  readonly stage: Stage;
  readonly name: string;
  readonly patience: Patience;
}

interface Paid {
  readonly words: readonly string[];
  readonly paymentIds: readonly string[];
  readonly isPaid: boolean;
}

interface Checkout {
  readonly pgOrderId: string;
}

/** Pays until paid or the tries are used up; each try has a window and a key of its own. */
const payFor = async (
  { stage, name, patience }: Teller,
  orderId: string,
  first: { readonly paymentId: string; readonly checkout: Checkout },
): Promise<Paid> => {
  const { client, pg } = stage;
  const words: string[] = [];
  const paymentIds: string[] = [];
  let next: typeof first | undefined = first;
  while (next !== undefined) {
    const { paymentId, checkout }: typeof first = next;
    const attempt: number = paymentIds.push(paymentId);
    const drawnAs = `${stage.seed}-${name}-${attempt}`;
    const paymentKey = await pg.authenticate(checkout.pgOrderId, amount, drawnAs);
    const body = { orderId, paymentKey, amount };
    const reply = await patientAsk(
      () => client.post('/api/v1/payments/confirm', body, `confirm-${orderId}-${attempt}`),
      patience,
    );
    words.push(`${reply.status} ${reply.code}`);
    if (reply.status !== 402) return { words, paymentIds, isPaid: reply.status === 200 };
    const { nextPaymentId, checkout: again } = reply.result;
    next = again === undefined ? undefined : { paymentId: nextPaymentId, checkout: again };
  }
  return { words, paymentIds, isPaid: false };
};

const isOver =
  (...ends: readonly string[]) =>
  ({ status }: EngineResult) =>
    ends.includes(status);

const giveBack = async ({ stage: { client }, patience }: Teller, paymentId: string) => {
  const path = `/api/v1/payments/${paymentId}/refunds`;
  const body = { amount: part, reason: 'one of them broken' };
  const asked = await patientAsk(() => client.post(path, body, `refund-${paymentId}`), {
    ...patience,
  });
  const refundId = asked.result?.refundId;
  if (refundId === undefined) return `${asked.status} ${asked.code}`;
  const refund = await patientRead(
    client,
    `/api/v1/refunds/${refundId}`,
    isOver('SUCCEEDED', 'FAILED'),
    patience,
  );
  return `refund ${refund.status}`;
};

const afterwards: Readonly<
  Record<Kind, (teller: Teller, orderId: string, paymentId: string) => Promise<string>>
> = {
  /** Forty refunds of a tenth at once: ten are done, however the PG lies. */
  besieged: async ({ stage: { client }, patience }, _orderId, paymentId) => {
    const wanted = { paymentId, many: 40, amount: amount / 10 };
    const { accepted, refusals, payment } = await manyRefunds(client, wanted, patience);
    const codes = new Set(refusals);
    const isRight = [...codes].every((code) => code === 'REF_002' || code === 'REF_003');
    const { status, refundedAmount } = payment;
    const words = `${accepted} of 40 refunds, ${refundedAmount} back, ${status}`;
    if (accepted === 10 && refundedAmount === amount && isRight) return words;
    throw new Error(`${words}; refused with ${[...codes].join(', ')}`);
  },
  sold: async () => 'nothing more',
  refunded: (teller, _orderId, paymentId) => giveBack(teller, paymentId),
  served: async ({ stage: { client }, patience }, orderId) => {
    const path = '/api/v1/service-callbacks/completed';
    await patientAsk(() => client.post(path, { orderId }, `served-${orderId}`), patience);
    const over = isOver('COMPLETED', 'CANCELLED');
    const order = await patientRead(client, `/api/v1/orders/${orderId}`, over, patience);
    return `order ${order.status}`;
  },
  unserved: async ({ stage: { client }, patience }, orderId) => {
    const path = '/api/v1/service-callbacks/failed';
    const body = { orderId, reasonCode: 'gpu-unavailable' };
    await patientAsk(() => client.post(path, body, `unserved-${orderId}`), patience);
    const over = isOver('COMPLETED', 'CANCELLED');
    const order = await patientRead(client, `/api/v1/orders/${orderId}`, over, patience);
    return `order ${order.status}`;
  },
};

/** @throws NeverDecided when patience ends first; Error when the order itself is refused. */
export const tellOrder = async (
  stage: Stage,
  number: number,
  kind: Kind = kindOf(number),
): Promise<OrderStory> => {
  const undecided: string[] = [];
  const patience = {
    limitMs: stage.limitMs,
    onUndecided: (answer: string) => void undecided.push(answer),
  };
  const name = `order-${number}`;
  const teller = { stage, name, patience };
  const userId = `${stage.run}-buyer-${number}`;
  const body = {
    userId,
    serviceId: services[kind],
    lineItems: [{ productId: 'p-1', productName: '유리컵', quantity: 1, unitPrice: amount }],
  };
  const key = `${stage.run}-${name}`;
  const made = await patientAsk(() => stage.client.post('/api/v1/orders', body, key), patience);
  if (made.status !== 201) throw new Error(`${name}: ${made.status} ${made.code} ${made.message}`);
  const { orderId, payments, checkout } = made.result;
  const { paymentId = '' } = payments[0] ?? {};
  const paid = await payFor(teller, orderId, { paymentId, checkout });
  const last = paid.paymentIds.at(-1) ?? '';
  const more = paid.isPaid ? await afterwards[kind](teller, orderId, last) : 'not paid';
  return {
    number,
    kind,
    orderId,
    paymentIds: paid.paymentIds,
    outcome: [kind, ...paid.words, more].join(' · '),
    undecided,
  };
};
