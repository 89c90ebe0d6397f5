// What clients do, with intent: sell, pay at the PG's window, confirm, report the service, cancel.

import type { Answer } from '#core/contracts/http/answer.ts';
import { recordOutcome } from '#core/fulfilment/record-outcome.ts';
import { assert } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId, ServiceRequestId } from '#core/kernel/ids.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { cancelOrder } from '#core/orders/cancel-order.ts';
import { type CreateOrder, createOrder } from '#core/orders/create-order.ts';
import type { ConfirmPayment } from '#core/payments/check-confirm.ts';
import { confirmPayment } from '#core/payments/confirm-payment.ts';
import { voidFirst } from '#core/payments/void-authorization.ts';
import { policy } from '#test/support/selling-policy.ts';
import { asListed } from '#test/support/world/listed-codes.ts';
import { cause, claimOf, tenant } from './engine.ts';
import { type World, world } from './world.ts';

export const routes = {
  orders: '/api/v1/orders',
  confirm: '/api/v1/payments/confirm',
  cancel: '/api/v1/orders/{orderId}/cancel',
  complete: '/api/v1/services/{serviceRequestId}/complete',
};

/** A shop whose orders need no service after the payment. */
export const shop = (over: Parameters<typeof policy>[0] = {}): World =>
  world({ policies: [policy(over)] });

/** A service that is asked after the approval and reports back within ten seconds. */
export const serviceShop = (over: Parameters<typeof policy>[0] = {}): World =>
  world({ policies: [policy({ fulfilment: 'callback', timeoutSeconds: 10, ...over })] });

export const resultOf = (answer: Answer): JsonObject => {
  assert(answer.result !== null, `${answer.code} has a result`);
  return answer.result;
};

export const textAt = (object: JsonObject, ...path: readonly string[]): string => {
  const found = path.reduce<unknown>(
    (at, name) => (at as Record<string, unknown> | undefined)?.[name],
    object,
  );
  assert(typeof found === 'string', `${path.join('.')} is a text`);
  return found;
};

type OrderOver = Partial<CreateOrder> & {
  readonly amount?: bigint;
  readonly key?: string;
  /** How the buyer pays at the window. */
  readonly method?: string;
  readonly validHours?: number;
};

export const orderCommand = ({
  amount = 9_000n,
  key,
  method: _atTheWindow,
  validHours: _ofTheAccount,
  ...over
}: OrderOver = {}): CreateOrder => ({
  tenant,
  cause,
  claim: claimOf(routes.orders, key === undefined ? {} : { key }),
  userId: 'user-1',
  lineItems: [{ productId: 'cup', productName: '컵', quantity: 1, unitPrice: amount }],
  clientKeys: { toss: 'test_ck_liar_tliar01', sandbox: 'test_ck_liar_tliar01' },
  ...over,
});

/** A buyer went through the PG's window for this checkout. @returns The PG's payment key. */
export const payAtWindow = (
  { pg }: Pick<World, 'pg'>,
  checkout: {
    readonly pgOrderId: string;
    readonly amount: bigint;
    readonly orderName?: string;
    readonly method?: string;
    readonly validHours?: number;
  },
): string => {
  const opened = pg.control.openPayment({
    orderId: checkout.pgOrderId,
    amount: Number(checkout.amount),
    orderName: checkout.orderName ?? '컵',
    ...(checkout.method !== undefined && { method: checkout.method }),
    ...(checkout.validHours !== undefined && { validHours: checkout.validHours }),
  }) as unknown as { readonly paymentKey: string };
  pg.control.authenticate(opened.paymentKey);
  return opened.paymentKey;
};

export interface Sale {
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
  readonly paymentKey: string;
  readonly pgOrderId: string;
  readonly amount: bigint;
}

/** An order, and its buyer back from the PG's window: ready to be confirmed. */
export const sell = async (at: World, over: OrderOver = {}): Promise<Sale> => {
  const amount = over.amount ?? 9_000n;
  const answer = await createOrder(at.deps)(orderCommand(over));
  assert(answer.status === 201, `the order is made, not ${answer.code}`);
  const order = resultOf(answer);
  const pgOrderId = textAt(order, 'checkout', 'pgOrderId');
  return {
    orderId: textAt(order, 'orderId') as OrderId,
    paymentId: textAt(order, 'payments', '0', 'paymentId') as PaymentId,
    paymentKey: payAtWindow(at, { ...over, pgOrderId, amount }),
    pgOrderId,
    amount,
  };
};

type ConfirmOver = Partial<ConfirmPayment> & {
  readonly key?: string;
  readonly fingerprint?: string;
};

/** Confirms under one key of the sale, so that calling it again is the client's retry. */
export const confirm = (
  at: Pick<World, 'deps'>,
  sale: Sale,
  { key = `confirm-${sale.paymentKey}`, fingerprint, ...over }: ConfirmOver = {},
): Promise<Answer> =>
  asListed(
    'confirm-payment',
    confirmPayment(at.deps)({
      tenant,
      cause,
      claim: claimOf(routes.confirm, {
        key,
        ...(fingerprint === undefined ? {} : { fingerprint }),
      }),
      orderId: sale.orderId,
      paymentKey: sale.paymentKey,
      amount: sale.amount,
      remainingMs: () => 25_000,
      ...over,
    }),
  );

/** The next payment of an order whose payment was declined, paid at the window again. */
export const sellAgain = (at: World, sale: Sale, declined: Answer): Sale => {
  const result = resultOf(declined);
  const pgOrderId = textAt(result, 'checkout', 'pgOrderId');
  return {
    ...sale,
    paymentId: textAt(result, 'nextPaymentId') as PaymentId,
    pgOrderId,
    paymentKey: payAtWindow(at, { pgOrderId, amount: sale.amount }),
  };
};

/** The client's cancel of the order. */
export const cancel = (
  at: Pick<World, 'deps'>,
  sale: Pick<Sale, 'orderId'>,
  key = `cancel-${sale.orderId}`,
  remainingMs: () => number = () => 25_000,
): Promise<Answer> =>
  asListed(
    'cancel-order',
    cancelOrder({ ...at.deps, voidFirst: voidFirst(at.deps) })({
      tenant,
      cause,
      claim: claimOf(routes.cancel, { key }),
      orderId: sale.orderId,
      reason: 'changed my mind',
      remainingMs,
    }),
  );

/** What the client service reports of the order's paid work. */
export const report = (
  at: World,
  sale: Sale,
  outcome: 'COMPLETED' | 'FAILED',
  key?: string,
): Promise<Answer> =>
  asListed(
    'complete-service',
    recordOutcome(at.deps)({
      tenant,
      cause,
      claim: key === undefined ? undefined : claimOf(routes.complete, { key }),
      orderId: sale.orderId,
      outcome,
      result: outcome === 'FAILED' ? { reasonCode: 'gpu-lost', reasonMessage: 'no GPU' } : {},
    }),
  );

export const serviceRequestOf = async (at: World, sale: Sale): Promise<ServiceRequestId> => {
  const order = await at.deps.orders.byId({ tenant, orderId: sale.orderId });
  assert(order?.serviceRequestId !== undefined, 'a service was asked');
  return order.serviceRequestId;
};

/** The machine's states that the saga of a sale has entered. */
export const enteredBy = (at: World, sale: Sale, run = ''): readonly string[] =>
  at.stepper.history(`${tenant.merchantId}-${sale.paymentId}${run}`).entered;

/** A service at work: the money is taken, the saga waits with its token stored. */
export const approved = async (
  over: Parameters<typeof policy>[0] = {},
  order: OrderOver = {},
): Promise<{ readonly at: World; readonly sale: Sale }> => {
  const at = serviceShop(over);
  const sale = await sell(at, order);
  const answer = await confirm(at, sale);
  assert(answer.status === 200, `the payment is approved, not ${answer.code}`);
  await at.runFor(1_000);
  return { at, sale };
};

/** The "cancel events" of the specification's table. */
export const cancelEvents: readonly string[] = [
  'saga.compensating',
  'refund.requested',
  'refund.succeeded',
  'payment.refunded',
  'payment.cancelled',
  'order.cancelled',
  'saga.compensated',
];

/** The world's engine while its PG cannot be reached: no byte leaves. */
export const unreachable = ({ deps }: Pick<World, 'deps'>): World['deps'] => {
  const { gateways } = deps;
  const notSent = { class: 'NOT_SENT' as const, code: 'CONNECT_REFUSED', durationMs: 0 };
  return {
    ...deps,
    gateways: (provider?: string) => ({
      ...gateways(provider),
      confirm: () => Promise.resolve(notSent),
    }),
  };
};
