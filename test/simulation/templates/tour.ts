// Every route once, reads and operators included, and what only a bad request enters. Not in random worlds and
// not in pairs: it is the coverage of sites that needs them, and a new key's secret is real chance. Each tour is
// short, since the coverage plays it again for every fault at every place that it alone meets.
import type { Client } from '#test/support/world/client.ts';
import { type Checkout, cancel, confirm, order, pay, refund } from '../buyer.ts';
import type { Stage, Template } from '../template.ts';

const paymentOf = (answer: { readonly result: unknown }): string =>
  String((answer.result as { readonly paymentId?: string } | null)?.paymentId);

/** Reads of a buyer's backend about one paid order, and those that need no order. */
const reads = async (buyer: Client, { orderId }: Checkout, paymentId: string): Promise<void> => {
  await buyer.ask({ route: 'get-order', params: { orderId } });
  await buyer.ask({ route: 'get-payment', params: { paymentId } });
  await buyer.ask({ route: 'get-payment-timeline', params: { paymentId } });
  await buyer.ask({ route: 'list-orders' });
  await buyer.ask({ route: 'list-orders', query: 'merchantOrderId=nobody-has-it' });
  await buyer.ask({ route: 'list-payments' });
  const key = `order-${buyer.name}-patient-9000`;
  const query = 'method=POST&route=/api/v1/orders';
  await buyer.ask({ route: 'get-idempotency-record', params: { key }, query });
  await buyer.ask({ route: 'get-health' });
  await buyer.ask({ route: 'get-documents' });
  const folder = 'api/refuse-unknown-route';
  await buyer.ask({ route: 'get-health', astray: { path: '/api/v1/no-such-thing', folder } });
};

/** Two refunds at once, so that one waits for its turn; then everything that shows them. */
const refunds = async (buyer: Client, paymentId: string): Promise<void> => {
  const at = (work: string) => ({ work: `${buyer.name}.${work}` });
  const [made] = await Promise.all([
    refund(buyer, paymentId, 'one', 3_000, at('one')),
    refund(buyer, paymentId, 'other', 2_000, at('other')),
  ]);
  const refundId = String((made.result as { readonly refundId?: string } | null)?.refundId);
  await buyer.ask({ route: 'get-refund', params: { refundId } });
  await buyer.ask({ route: 'list-payment-refunds', params: { paymentId } });
  await buyer.ask({ route: 'list-refunds', query: 'status=SUCCEEDED' });
};

/** A cursor of the right form that nobody has sealed. */
const forgedCursor = Buffer.alloc(60, 1).toString('base64url');

/** Requests that are no requests: each is refused for what it is. */
const badRequests = async (buyer: Client): Promise<void> => {
  const orderAs = (work: string, bytes: Uint8Array) =>
    buyer.ask({ route: 'create-order', work: `${buyer.name}.${work}`, key: work, bytes });
  await orderAs('no-utf8', Uint8Array.of(0x7b, 0xff, 0x7d));
  await orderAs('no-json', Buffer.from('{"userId":'));
  await buyer.ask({ route: 'list-orders', query: `cursor=${forgedCursor}` });
  await buyer.ask({ route: 'get-order', params: { orderId: '%E0%A4%A' } });
};

const operates = async ({ world, client }: Stage): Promise<void> => {
  const operator = world.operator(client('c2').name);
  await operator.ask({
    route: 'create-merchant',
    key: 'merchant-M900',
    body: { merchantId: 'M900', name: 'A new shop', reason: 'it has signed' },
  });
  await operator.ask({
    route: 'create-api-key',
    key: 'key-of-M900',
    params: { merchantId: 'M900' },
    body: { environment: 'test', scopes: ['orders:read'], label: 'shop', reason: 'its first' },
  });
  await operator.ask({ route: 'list-attention' });
  world.sweepNow('{"startedBy":"schedule"}');
  await operator.sleep(3_000);
  const [saga] = world.watch.tables.ofKind('SAGA');
  const found = saga?.fields['sagaId'];
  const sagaId = typeof found === 'string' ? found : 'saga_00000000000000000000000000';
  await operator.ask({ route: 'get-saga', params: { sagaId } });
};

/** A buyer whose service is done after a while: what a saga has to tell. */
const patientSale = async ({ world, service, client }: Stage) => {
  service.does('c1', async ({ serviceRequestId, desk }) => {
    await desk.sleep(800);
    await desk.complete(serviceRequestId);
  });
  const buyer = client('c1');
  const checkout = await order(buyer, { serviceId: 'patient' });
  if (checkout === undefined) return undefined;
  const paid = await confirm(buyer, checkout, pay(world, checkout));
  return paid.status === 200 ? { buyer, checkout, paymentId: paymentOf(paid) } : undefined;
};

const shared = { startsCold: true, isTimed: false } as const;

const soldPatiently = { client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' } as const;

const tourOfReads: Template = {
  ...shared,
  id: 'TOUR-reads',
  says: 'every read of a backend once',
  serviceMs: 800,
  expected: [soldPatiently],
  clients: {
    c1: async (stage) => {
      const sale = await patientSale(stage);
      if (sale !== undefined) await reads(sale.buyer, sale.checkout, sale.paymentId);
    },
  },
};

const tourOfOperators: Template = {
  ...shared,
  id: 'TOUR-operators',
  says: 'an operator at work while somebody buys',
  serviceMs: 800,
  expected: [soldPatiently],
  clients: {
    c1: async (stage) => {
      await patientSale(stage);
    },
    c2: operates,
  },
};

const tourOfRefusals: Template = {
  ...shared,
  id: 'TOUR-refusals',
  says: 'requests that are none, and an order that is cancelled',
  serviceMs: 0,
  expected: [{ client: 'c1', order: 'CANCELLED', payment: 'CANCELLED' }],
  clients: {
    c1: async ({ client }) => {
      const buyer = client('c1');
      await badRequests(buyer);
      const checkout = await order(buyer);
      if (checkout !== undefined) await cancel(buyer, checkout);
    },
  },
};

const tourOfRefunds: Template = {
  ...shared,
  id: 'TOUR-refunds',
  says: 'two refunds at once, and every read that shows them',
  serviceMs: 0,
  expected: [{ client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' }],
  clients: {
    c1: async ({ world, client }) => {
      const buyer = client('c1');
      const checkout = await order(buyer);
      if (checkout === undefined) return;
      const paid = await confirm(buyer, checkout, pay(world, checkout));
      if (paid.status === 200) await refunds(buyer, paymentOf(paid));
    },
  },
};

export const tours: readonly Template[] = [
  tourOfReads,
  tourOfOperators,
  tourOfRefusals,
  tourOfRefunds,
];
