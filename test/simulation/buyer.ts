// What a shop's backend does for its buyer, in the words of the templates: order, window, confirm, cancel.
import type { Answer, Ask, Client } from '#test/support/world/client.ts';
import type { World } from '#test/support/world/world.ts';

export interface Checkout {
  readonly orderId: string;
  /** The payment that the order began with. */
  readonly paymentId: string;
  readonly pgOrderId: string;
  readonly amount: number;
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (inner as Record<string, unknown> | undefined | null)?.[name],
    value,
  );

/** Creates an order of one line. @returns Its checkout; undefined when the order was refused. */
export const order = async (
  client: Client,
  { serviceId = 'shop', amount = 9_000, user = `user-${client.name}` } = {},
): Promise<Checkout | undefined> => {
  const answer = await client.ask({
    route: 'create-order',
    key: `order-${client.name}-${serviceId}-${amount}`,
    body: {
      userId: user,
      serviceId,
      lineItems: [{ productId: 'cup', productName: '컵', quantity: 1, unitPrice: amount }],
    },
  });
  if (answer.status !== 201) return undefined;
  return {
    orderId: String(at(answer.result, 'orderId')),
    paymentId: String(at(answer.result, 'payments', '0', 'paymentId')),
    pgOrderId: String(at(answer.result, 'checkout', 'pgOrderId')),
    amount,
  };
};

/** The checkout of an order whose last payment was declined: the same order, the next payment. */
export const nextCheckout = (checkout: Checkout, declined: Answer): Checkout => ({
  ...checkout,
  pgOrderId: String(at(declined.result, 'checkout', 'pgOrderId')),
});

export const confirm = (
  client: Client,
  checkout: Checkout,
  paymentKey: string,
  over: Partial<Ask> & { readonly sends?: number } = {},
): Promise<Answer> => {
  const { sends = checkout.amount, ...ask } = over;
  return client.ask({
    route: 'confirm-payment',
    key: `confirm-${paymentKey}`,
    body: { orderId: checkout.orderId, paymentKey, amount: sends },
    ...ask,
  });
};

export const cancel = (client: Client, { orderId }: Checkout, ask: Partial<Ask> = {}) =>
  client.ask({
    route: 'cancel-order',
    params: { orderId },
    key: `cancel-${orderId}`,
    body: { reason: 'changed my mind' },
    ...ask,
  });

/** Cancels one payment; its order can be paid again. */
export const cancelPayment = (client: Client, paymentId: string, ask: Partial<Ask> = {}) =>
  client.ask({
    route: 'cancel-payment',
    params: { paymentId },
    key: `cancel-${paymentId}`,
    body: { reason: 'another card' },
    ...ask,
  });

/** Reserves what an order costs; the PG of a test takes a card that approves. */
export const authorize = (client: Client, checkout: Checkout, ask: Partial<Ask> = {}) =>
  client.ask({
    route: 'authorize-payment',
    key: `authorize-${checkout.orderId}`,
    body: { merchantId: 'M123', orderId: checkout.orderId, amount: checkout.amount },
    ...ask,
  });

/** Without a key: what is asked for names the request. */
export const capture = (client: Client, paymentId: string, ask: Partial<Ask> = {}) =>
  client.ask({
    route: 'capture-payment',
    params: { paymentId },
    body: { merchantId: 'M123' },
    ...ask,
  });

export const pay = ({ pg }: World, checkout: Checkout, decline?: string): string =>
  pg.pay({ ...checkout, ...(decline === undefined ? {} : { decline }) });

/** Asks money back. Each refund of a template has its own name, and its key with it. */
export const refund = (
  client: Client,
  paymentId: string,
  name: string,
  amount?: number,
  ask: Partial<Ask> = {},
): Promise<Answer> =>
  client.ask({
    route: 'request-refund',
    params: { paymentId },
    key: `refund-${paymentId}-${name}`,
    body: { reason: 'one image unusable', ...(amount === undefined ? {} : { amount }) },
    ...ask,
  });

/** The same in the spelling of the two-step form. */
export const refundPayment = (
  client: Client,
  paymentId: string,
  name: string,
  amount: number,
  ask: Partial<Ask> = {},
): Promise<Answer> =>
  client.ask({
    route: 'refund-payment',
    params: { paymentId },
    key: `refund-${paymentId}-${name}`,
    body: { merchantId: 'M123', reason: 'one image unusable', amount },
    ...ask,
  });

/** A buyer who chose an account to pay into. @returns The PG's key; its confirm issues the account. */
export const chooseAccount = ({ pg }: World, checkout: Checkout, accountForHours = 24): string =>
  pg.pay({ ...checkout, accountForHours });

const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

/**
 * Hears on the bus that a refund asks where to, and tells it once, after a time where one is given: a bank cannot send a deposit back the way it
 * came.
 */
export const tellsAccounts = ({ onEvent, labelOf }: World, client: Client, afterMs = 0): void => {
  const asked = new Set<string>();
  onEvent(({ type, subject, data }) => {
    const isOwn = labelOf(String(data['paymentId'])) === client.name;
    if (type !== 'com.fluxpay.refund.account_required' || !isOwn || asked.has(subject)) return;
    asked.add(subject);
    const work = `${client.name}.account${asked.size}`;
    if (afterMs === 0) void giveAccount(client, subject, { work });
    else void client.sleep(afterMs).then(() => giveAccount(client, subject, { work }));
  });
};

const giveAccount = (client: Client, refundId: string, ask: Partial<Ask>): Promise<Answer> =>
  client.ask({
    route: 'give-refund-account',
    params: { refundId },
    key: `account-${refundId}`,
    body: { refundAccount },
    ...ask,
  });
