// Everything that one merchant can have, in the state in which a stranger could do it the most harm: an order
// that waits for money, a service that waits for its outcome, money reserved, taken and partly given back,
// and an item that waits for a person.
import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { EncryptCommand } from '@aws-sdk/client-kms';
import { apiKeyItem, encoded } from '#adapters/dynamo/aggregate-items.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import { scopes as everyScope, type Scope } from '#core/contracts/vocabulary.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import { authorize, type Checkout, confirm, order, pay, refund } from '#test/simulation/buyer.ts';
import type { LiveRow } from '#test/support/invariants/live-row.ts';
import type { Row, RowKind } from '#test/support/invariants/view.ts';
import type { Answer, Ask, Client, Credentials } from '#test/support/world/client.ts';
import { simulated } from '#test/support/world/compose-environment.ts';
import { type MerchantName, pgSecret } from '#test/support/world/set-up-rows.ts';
import type { Siege } from './siege.ts';

export interface KeyOptions {
  readonly merchant: string;
  readonly environment?: 'live' | 'test';
  readonly name: string;
  readonly scopes?: readonly Scope[];
  readonly state?: ApiKey['state'];
  readonly expiresAt?: number;
}

/** Puts an API key into the store, sealed as its creation seals it. */
export const putKey = async (at: Siege, options: KeyOptions): Promise<Credentials> => {
  const { merchant, environment = 'test', name, scopes = everyScope, state = 'ACTIVE' } = options;
  const keyId = `fpk_${environment}_${merchant}_${name}`;
  const secret = `fps_${environment}_${Buffer.from(`${merchant}${name}`).toString('hex').padEnd(40, '0')}`;
  const sealed = (await memoryKms([simulated.fieldKeyArn]).send(
    new EncryptCommand({
      KeyId: simulated.fieldKeyArn,
      Plaintext: Buffer.from(secret),
      EncryptionContext: { purpose: 'api-key', tenant: `${environment}.${merchant}`, keyId },
    }),
  )) as { readonly CiphertextBlob: Uint8Array };
  const key: ApiKey = {
    keyId: keyId as ApiKey['keyId'],
    merchantId: merchant as ApiKey['merchantId'],
    environment,
    scopes,
    state,
    label: name,
    secretCipher: Buffer.from(sealed.CiphertextBlob).toString('base64'),
    createdAt: (at.now() - 86_400_000) as ApiKey['createdAt'],
    ...(options.expiresAt === undefined ? {} : { expiresAt: options.expiresAt as never }),
  };
  const { pk, sk } = apiKeyItem.key(key);
  const item: NonNullable<PutItemCommandInput['Item']> = {
    pk: { S: pk },
    sk: { S: sk },
    ...encoded(apiKeyItem, key, 16),
  };
  await at.put(item);
  return { keyId, secret };
};

/** The row of an object by its id. */
export const rowOf = ({ world }: Siege, kind: RowKind, id: string): Row => {
  const rows = world.watch.tables.ofKind(kind);
  const row = rows.find(({ pk, sk }) => pk.endsWith(`#${id}`) || sk.endsWith(`#${id}`));
  if (row === undefined) throw new Error(`there is no ${kind} ${id}`);
  return row;
};

/** A text of a row. */
export const textOf = ({ pk, fields }: Row, name: string): string => {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`${pk} has no text ${name}`);
  return value;
};

type Attributes = NonNullable<PutItemCommandInput['Item']>;

/** Writes over attributes of a stored row, as nobody can who has no access to the table. */
export const putRow = (at: Siege, row: Row, over: Attributes): Promise<void> =>
  at.put({ ...(row as LiveRow).item, ...over } as Attributes);

/** Names of what a merchant has. */
export interface Estate {
  readonly pendingOrderId: string;
  readonly reservableOrderId: string;
  readonly servedOrderId: string;
  readonly serviceRequestId: string;
  readonly paidOrderId: string;
  readonly paymentId: string;
  /** Paid, and nobody has asked anything back yet. */
  readonly untouched: readonly string[];
  readonly reservedPaymentId: string;
  readonly refundId: string;
  readonly otherRefundId: string;
  /** Needs a person, and may be resumed. */
  readonly sagaId: string;
  readonly attentionId: string;
  readonly merchantOrderId: string;
  readonly userId: string;
  /** The PG's words for the payment of `paymentId`. */
  readonly paymentKey: string;
  readonly pgTxId: string;
}

const textAt = (value: unknown, ...path: readonly string[]): string =>
  String(
    path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null)?.[name], value),
  );

const present = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`the town has no ${what}`);
  return value;
};

/** Keys under which an estate was built: what was asked under them is answered again under them. */
export const usedKeys = ({ paymentKey, paymentId, reservableOrderId }: Estate) => ({
  order: 'order-c1-shop-9000',
  confirm: `confirm-${paymentKey}`,
  refund: `refund-${paymentId}-first`,
  authorize: `authorize-${reservableOrderId}`,
});

/** The body of the order under `usedKeys().order`. */
export const firstOrder = {
  userId: 'user-c1',
  serviceId: 'shop',
  lineItems: [{ productId: 'cup', productName: '컵', quantity: 1, unitPrice: 9_000 }],
};

const selling = (here: Siege, buyer: Client) => {
  const { world, settle } = here;
  const open = async (serviceId: string, amount = 9_000): Promise<Checkout> => {
    const user = `user-${buyer.name}`;
    return present(await settle(() => order(buyer, { serviceId, amount, user })), 'order');
  };
  const paid = async (serviceId: string, amount?: number) => {
    const checkout = await open(serviceId, amount);
    const paymentKey = pay(world, checkout);
    const answer = await settle(() => confirm(buyer, checkout, paymentKey));
    await here.pass(2_000);
    return { ...checkout, paymentKey, paymentId: textAt(answer.result, 'paymentId') };
  };
  const asked = (ask: Ask): Promise<Answer> => settle(() => buyer.ask(ask));
  return { open, paid, asked };
};

export type Selling = ReturnType<typeof selling>;

/** What a shop of this merchant does for a buyer. @param client - Its own name in the world. */
export const shopOf = (here: Siege, client: string, merchant: MerchantName = 'M123'): Selling =>
  selling(here, here.world.client(client, merchant));

const reservedBy = async (here: Siege, buyer: Client, merchantId: string, { open }: Selling) => {
  const checkout = await open('reserve', 7_000);
  const body = { merchantId, orderId: checkout.orderId, amount: checkout.amount };
  const authorized = await here.settle(() => authorize(buyer, checkout, { body }));
  return textAt(authorized.result, 'paymentId');
};

/** A sale whose service failed and whose money the PG does not give back: a person decides. */
const stuckSale = async (here: Siege, { paid, asked }: Selling, amount: number) => {
  const sale = await paid('patient', amount);
  here.world.pg.lie({ fault: 'F26', match: { op: 'cancel' } });
  const body = { orderId: sale.orderId, reasonCode: 'out-of-stock' };
  await asked({ route: 'fail-service', key: `fail-${sale.orderId}`, body });
  await here.pass(120_000);
  return sale;
};

const sagaOf = ({ world }: Siege, paymentId: string): string => {
  const rows = world.watch.tables.ofKind('SAGA');
  const row = rows.find(({ pk }) => pk.endsWith(`#${paymentId}`));
  return textOf(present(row, `saga of ${paymentId}`), 'sagaId');
};

/** Builds a merchant's estate. @param client - Its own name in the world, `c1` or above. */
export const estateOf = async (
  here: Siege,
  client: string,
  merchant: MerchantName,
): Promise<Estate> => {
  const buyer = here.world.client(client, merchant);
  const sells = selling(here, buyer);
  const { open, paid, asked } = sells;
  const stuck = await stuckSale(here, sells, 4_000);
  await stuckSale(here, sells, 3_000);
  const shop = await paid('shop');
  const untouched = [await paid('shop', 6_000), await paid('shop', 6_001)];
  const served = await paid('patient');
  const reservedPaymentId = await reservedBy(here, buyer, merchant, sells);
  const merchantOrderId = `own-order-of-${merchant}`;
  await asked({
    route: 'create-order',
    key: merchantOrderId,
    body: { ...firstOrder, merchantOrderId },
  });
  const refunded = await here.settle(() => refund(buyer, shop.paymentId, 'first', 1_000));
  const other = await here.settle(() => refund(buyer, shop.paymentId, 'second', 500));
  const params = { orderId: served.orderId };
  const order = await asked({ route: 'get-order', params });
  const [item] = here.world.watch.tables.ofKind('ITEM');
  const { paymentId } = shop;
  const seen = await asked({ route: 'get-payment', params: { paymentId } });
  return {
    pendingOrderId: (await open('shop', 2_000)).orderId,
    reservableOrderId: (await open('reserve', 8_000)).orderId,
    servedOrderId: served.orderId,
    serviceRequestId: textAt(order.result, 'service', 'serviceRequestId'),
    paidOrderId: shop.orderId,
    paymentId,
    untouched: untouched.map(({ paymentId }) => paymentId),
    reservedPaymentId,
    refundId: textAt(refunded.result, 'refundId'),
    otherRefundId: textAt(other.result, 'refundId'),
    sagaId: sagaOf(here, stuck.paymentId),
    attentionId: textOf(present(item, 'item'), 'attentionId'),
    merchantOrderId,
    userId: `user-${client}`,
    paymentKey: shop.paymentKey,
    pgTxId: textAt(seen.result, 'pgTxId'),
  };
};

/** Sales of somebody who will name what is not theirs. @returns Their payments. */
export const salesOf = async (
  here: Siege,
  client: string,
  merchant: MerchantName,
  many: number,
): Promise<readonly string[]> => {
  const { paid } = selling(here, here.world.client(client, merchant));
  const payments: string[] = [];
  for (let sale = 0; sale < many; sale += 1) {
    payments.push((await paid('shop', 5_000 + sale)).paymentId);
  }
  return payments;
};

/** An order that waits for its money. @param client - Not used before. */
export const openOrder = async (here: Siege, client: string): Promise<string> =>
  (await selling(here, here.world.client(client)).open('shop', 2_000)).orderId;

/** Money that came into a virtual account, and goes back to an account of the buyer's bank. */
export const depositOf = async (
  here: Siege,
  client: string,
  amount = 9_000,
): Promise<Checkout & { readonly paymentKey: string }> => {
  const { control } = here.world.pg.pg;
  const buyer = here.world.client(client);
  const { open, asked } = selling(here, buyer);
  const checkout = await open('shop', amount);
  const { paymentKey } = control.openPayment({
    orderId: checkout.pgOrderId,
    amount,
    orderName: '컵',
    method: 'VIRTUAL_ACCOUNT',
  }) as unknown as { readonly paymentKey: string };
  control.authenticate(paymentKey);
  const issued = await here.settle(() => confirm(buyer, checkout, paymentKey));
  control.deposit(paymentKey);
  const paymentId = textAt(issued.result, 'paymentId');
  await here.pass(5_000);
  await asked({ route: 'get-payment', params: { paymentId }, query: 'refresh=true' });
  await here.pass(5_000);
  return { ...checkout, paymentId, paymentKey };
};

const itemsOf = ({ world }: Siege): readonly Row[] => world.watch.tables.ofKind('ITEM');

/** What begins to wait for a person meanwhile. @returns Its id. */
const itemFrom = async (here: Siege, happen: () => Promise<void>): Promise<string> => {
  const known = new Set(itemsOf(here).map(({ pk }) => pk));
  await happen();
  const made = itemsOf(here).find(({ pk }) => !known.has(pk));
  return textOf(present(made, 'new item'), 'attentionId');
};

/** A confirm that the PG has taken and never tells of. @param reads - So many reads find nobody. */
export const doubtOf = async (here: Siege, client: string, reads: number): Promise<Checkout> => {
  const buyer = here.world.client(client);
  const checkout = await selling(here, buyer).open('shop');
  const paymentKey = pay(here.world, checkout);
  here.world.pg.lie({ fault: 'F01', match: { op: 'confirm', paymentKey } });
  for (let read = 0; read < reads; read += 1) {
    here.world.pg.lie({ fault: 'F06', match: { op: 'read', paymentKey } });
  }
  await here.settle(() => confirm(buyer, checkout, paymentKey, { isOnce: true }));
  return checkout;
};

const day = 86_400_000;

/** A doubt that a day of reads has not ended. */
export const itemOfDoubt = (here: Siege, client: string): Promise<string> =>
  itemFrom(here, async () => {
    await doubtOf(here, client, 200);
    await here.pass(day + day / 12);
  });

/** Money taken by another program: the PG tells of it, and nobody of ours has asked for it. */
export const itemOfOrphan = (here: Siege, client: string): Promise<string> =>
  itemFrom(here, async () => {
    const { world, settle } = here;
    const checkout = await selling(here, world.client(client)).open('shop');
    const paymentKey = pay(world, checkout);
    const { pgOrderId: orderId, amount } = checkout;
    const authorization = `Basic ${Buffer.from(`${pgSecret}:`).toString('base64')}`;
    const confirmed = { paymentKey, orderId, amount };
    await settle(() =>
      world.pg.pg.handle({
        method: 'POST',
        path: '/v1/payments/confirm',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(confirmed),
      }),
    );
    const told = {
      eventType: 'PAYMENT_STATUS_CHANGED',
      createdAt: '2026-03-02T13:00:00.000000',
      data: { paymentKey, orderId, status: 'DONE' },
    };
    await settle(() => world.forge(told));
    await here.pass(60_000);
  });

/** Seals the audit log, as its schedule does. */
export const sealAudit = async (here: Siege): Promise<void> => {
  await here.pass(60_000);
  const attributes = { ApproximateReceiveCount: '1' };
  await here.deliver('schedules/seal-audit', {
    Records: [{ messageId: 'seal', body: '{}', attributes }],
  });
};
