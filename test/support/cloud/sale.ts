// An order up to the moment of its confirm, as a storefront gets there.
import { randomUUID } from 'node:crypto';
import type { EngineClient, EngineReply } from './engine-reply.ts';
import { eventually } from './eventually.ts';
import type { PgControl } from './pg-control.ts';

export type Wanted = {
  readonly serviceId?: string;
  readonly amount?: number;
  readonly userId?: string;
  readonly more?: Readonly<Record<string, unknown>>;
};

export type Sale = {
  readonly orderId: string;
  readonly paymentId: string;
  readonly pgOrderId: string;
  readonly paymentKey: string;
  readonly amount: number;
  readonly userId: string;
  /** The body of its confirm. */
  readonly confirm: {
    readonly orderId: string;
    readonly paymentKey: string;
    readonly amount: number;
  };
};

export const newUser = (): string => `user-${randomUUID()}`;

export const orderBody = (wanted: Wanted = {}) => {
  const { serviceId = 'shop', amount = 9_000, userId = newUser(), more = {} } = wanted;
  return {
    userId,
    serviceId,
    lineItems: [{ productId: 'p-1', productName: '유리컵', quantity: 1, unitPrice: amount }],
    ...more,
  };
};

/** Ordered, and the PG's window gone through. */
export async function openSale(
  client: EngineClient,
  pg: PgControl,
  wanted: Wanted = {},
): Promise<Sale> {
  const body = orderBody(wanted);
  const { amount = 9_000 } = wanted;
  const { status, result } = await client.post('/api/v1/orders', body);
  if (status !== 201) throw new Error(`order: ${status} ${JSON.stringify(result)}`);
  const { orderId, payments, checkout } = result;
  const paymentKey = await pg.authenticate(checkout.pgOrderId, amount);
  return {
    orderId,
    paymentId: payments[0]?.paymentId ?? '',
    pgOrderId: checkout.pgOrderId,
    paymentKey,
    amount,
    userId: body.userId,
    confirm: { orderId, paymentKey, amount },
  };
}

export const confirm = (client: EngineClient, sale: Sale, key?: string): Promise<EngineReply> =>
  client.post('/api/v1/payments/confirm', sale.confirm, key);

/** Ordered, paid, and 200: or it throws. */
export async function paidSale(
  client: EngineClient,
  pg: PgControl,
  wanted: Wanted = {},
): Promise<Sale> {
  const sale = await openSale(client, pg, wanted);
  const { status, code } = await confirm(client, sale);
  if (status !== 200) throw new Error(`confirm: ${status} ${code}`);
  return sale;
}

/** Reads the order until it has the status. */
export const orderBecomes = (
  client: EngineClient,
  { orderId }: Pick<Sale, 'orderId'>,
  status: string,
  limitMs = 30_000,
): Promise<EngineReply> =>
  eventually(
    { what: `order ${orderId} ${status}`, limitMs },
    () => client.get(`/api/v1/orders/${orderId}`),
    ({ result }) => result?.status === status,
  );

/** Reads the payment until it has the status. */
export const paymentBecomes = (
  client: EngineClient,
  { paymentId }: Pick<Sale, 'paymentId'>,
  status: string,
  limitMs = 30_000,
): Promise<EngineReply> =>
  eventually(
    { what: `payment ${paymentId} ${status}`, limitMs },
    () => client.get(`/api/v1/payments/${paymentId}`),
    ({ result }) => result?.status === status,
  );
