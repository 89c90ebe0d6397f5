// A shop and its customer: what they ask of the engine, and what they were told. Every call is made
// as any merchant's backend makes it.
import { randomUUID } from 'node:crypto';
import type { CheckoutObject, OrderObject } from '#core/contracts/http/order-object.ts';
import type { Language } from '#core/contracts/messages.ts';
import type { EngineCall, EngineClient, EngineReply } from './engine-client.ts';
import { DemoFailure } from './failure.ts';
import type { Lie, PgControl } from './pg-control.ts';

/** One answer of the engine, as it came. */
export type Answer = {
  /** `order`, `confirm`, `service callback completed`. */
  readonly to: string;
  readonly status: number;
  readonly code: string;
  /** In the customer's language. */
  readonly message: string;
  readonly isReplayed: boolean;
  readonly requestId: string;
  readonly result: unknown;
};

/** What the engine keeps under an idempotency key. */
export type StoredAnswer = {
  readonly state: string;
  readonly httpStatus?: number;
  readonly code?: string;
};

export type Sale = {
  readonly orderId: string;
  readonly answers: Answer[];
  readonly pgOrderIds: string[];
  /** As the PG calls what was paid, newest last. */
  readonly paymentKeys: string[];
  readonly confirmKeys: string[];
};

export type PayOptions = {
  readonly times?: number;
  readonly lie?: Omit<Lie, 'match'>;
  readonly method?: 'VIRTUAL_ACCOUNT';
};

const saleOf = (orderId: string, answer: Answer): Sale => ({
  orderId,
  answers: [answer],
  pgOrderIds: [],
  paymentKeys: [],
  confirmKeys: [],
});

export type ShopperOptions = {
  readonly client: EngineClient;
  readonly pg: PgControl;
  readonly language: Language;
  readonly userId: string;
};

export type Shopper = ReturnType<typeof shopper>;

const confirmRoute = '/api/v1/payments/confirm';

export const shopper = ({ client, pg, language, userId }: ShopperOptions) => {
  const ask = (call: EngineCall): Promise<EngineReply> =>
    client.send({ ...call, headers: { ...call.headers, 'Accept-Language': language } });

  const tell = async (to: string, call: EngineCall, key: string): Promise<Answer> =>
    answerOf(to, await ask({ ...call, idempotencyKey: key }));

  /** Reads an object of the API. */
  const read = async <T>(path: string): Promise<T> => {
    const reply = await ask({ method: 'GET', path });
    if (reply.status !== 200) throw refused(answerOf(path, reply));
    return reply.result as T;
  };

  /** The checkout as the engine shows it now: the next payment has another PG order id. */
  const checkoutOf = async (orderId: string): Promise<CheckoutObject> => {
    const order = await read<OrderObject>(`/api/v1/orders/${orderId}`);
    if (order.checkout !== undefined) return order.checkout;
    throw new DemoFailure('checkout', `${orderId} cannot be paid (${order.status})`);
  };

  return {
    /** Orders one cup. */
    order: async (serviceId: string, unitPrice: number): Promise<Sale> => {
      const lineItems = [{ productId: 'p1', productName: 'Cup', quantity: 1, unitPrice }];
      const body = { userId, serviceId, lineItems };
      const call = { method: 'POST', path: '/api/v1/orders', body } as const;
      const answer = await tell('order', call, randomUUID());
      const { orderId } = (answer.result ?? {}) as { readonly orderId?: string };
      if (orderId === undefined) throw refused(answer);
      return saleOf(orderId, answer);
    },
    /** Reserves at a PG that captures by request; the order comes with it. */
    authorize: async (merchantId: string, serviceId: string, amount: number): Promise<Sale> => {
      const body = { merchantId, userId, serviceId, amount };
      const call = { method: 'POST', path: '/payments/authorize', body } as const;
      const answer = await tell('authorize', call, randomUUID());
      const { orderId } = (answer.result ?? {}) as { readonly orderId?: string };
      if (orderId === undefined) throw refused(answer);
      const sale = saleOf(orderId, answer);
      sale.pgOrderIds.push(orderId);
      return sale;
    },
    /** A step of the two-step form on the current payment. */
    step: async (sale: Sale, name: 'capture' | 'refund', body: object): Promise<void> => {
      const order = await read<OrderObject>(`/api/v1/orders/${sale.orderId}`);
      const path = `/payments/${name}/${order.payments[0]?.paymentId ?? ''}`;
      sale.answers.push(await tell(name, { method: 'POST', path, body }, randomUUID()));
    },
    /** The customer pays at the PG's window, then the shop confirms; `times` sends the same again. */
    pay: async (sale: Sale, options: PayOptions = {}) => {
      const checkout = await checkoutOf(sale.orderId);
      const match = { op: 'confirm', orderId: checkout.pgOrderId };
      if (options.lie !== undefined) await pg.lieOnce({ ...options.lie, match });
      const { method } = options;
      const paymentKey = await pg.buyerPays({ ...checkout, ...(method && { method }) });
      sale.paymentKeys.push(paymentKey);
      const key = randomUUID();
      sale.pgOrderIds.push(checkout.pgOrderId);
      sale.confirmKeys.push(key);
      const body = { orderId: sale.orderId, paymentKey, amount: checkout.amount };
      const call = { method: 'POST', path: confirmRoute, body } as const;
      for (let time = 0; time < (options.times ?? 1); time += 1) {
        sale.answers.push(await tell('confirm', call, key));
      }
    },
    /** The service reports what became of the paid work. */
    report: async (sale: Sale, outcome: 'completed' | 'failed') => {
      const reason = outcome === 'failed' ? { reasonCode: 'out-of-stock' } : {};
      const path = `/api/v1/service-callbacks/${outcome}`;
      const body = { orderId: sale.orderId, ...reason };
      const to = `service callback ${outcome}`;
      sale.answers.push(await tell(to, { method: 'POST', path, body }, randomUUID()));
    },
    /** The buyer of a virtual account pays in; the PG may lie about telling it. */
    deposit: async (sale: Sale, lie?: Omit<Lie, 'match'>): Promise<void> => {
      const match = { op: 'webhook', orderId: sale.pgOrderIds.at(-1) ?? '' };
      if (lie !== undefined) await pg.lieOnce({ ...lie, match });
      await pg.buyerDeposits(sale.paymentKeys.at(-1) ?? '');
    },
    /** Somebody gives money back in the PG's console. */
    consoleRefund: (sale: Sale, amount: number): Promise<void> =>
      pg.consoleCancels(sale.paymentKeys.at(-1) ?? '', amount),
    read,
    storedAnswer: async (key: string): Promise<StoredAnswer> => {
      const path = `/api/v1/idempotency/${key}?method=POST&route=${confirmRoute}`;
      const reply = await ask({ method: 'GET', path });
      return reply.status === 200 ? (reply.result as StoredAnswer) : { state: reply.code };
    },
  };
};

const answerOf = (to: string, { headers, status, code, message, result }: EngineReply): Answer => ({
  to,
  status,
  code,
  message,
  isReplayed: headers.get('idempotent-replayed') === 'true',
  requestId: headers.get('x-request-id') ?? '',
  result,
});

const refused = ({ to, status, code, message, requestId }: Answer): DemoFailure =>
  new DemoFailure(
    to,
    `${status} ${code} ${message} (npm run local:logs -- --request-id ${requestId})`,
    requestId,
  );
