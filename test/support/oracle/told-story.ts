// The clients' witness: every answer by the work it belongs to, and what the answers say of orders, payments
// and money. A client knows only what it was told.
import type { Told } from '#test/support/invariants/view.ts';

type Result = Readonly<Record<string, unknown>>;

/** One piece of work of a client with all its sends, in the order their answers came. */
export interface Work {
  readonly client: string;
  readonly work: string;
  readonly told: readonly Told[];
  /** The first answer that is final; later sends must be told the same. */
  readonly final: Told | undefined;
}

/** What one answer says of one order or payment. */
export interface Statement {
  readonly about: string;
  readonly kind: 'order' | 'payment';
  readonly orderId: string;
  readonly status: string;
  readonly captured: number | undefined;
  readonly refunded: number | undefined;
  readonly told: Told;
}

/** An order as its client was told when it was made. */
export interface ToldOrder {
  readonly orderId: string;
  readonly client: string;
  readonly amount: number;
  readonly currency: string;
  readonly fulfilment: string;
  readonly serviceId: string;
  readonly expiresAt: number;
  /**
   * Requests about this order. One that no answer ties to an order counts for each of its client's,
   * and for all where its client, a service, made none.
   */
  readonly requests: readonly Told[];
  readonly statements: readonly Statement[];
}

export interface ToldStory {
  readonly works: readonly Work[];
  readonly orders: ReadonlyMap<string, ToldOrder>;
  /** Orders of a client, oldest first. */
  readonly byClient: ReadonlyMap<string, readonly ToldOrder[]>;
}

const templates: Readonly<Record<string, string>> = {
  '/api/v1/orders/{orderId}/cancel': 'cancel-order',
  '/api/v1/payments/confirm': 'confirm-payment',
  '/api/v1/payments/{paymentId}/cancel': 'cancel-payment',
  '/api/v1/service-callbacks/completed': 'complete-service',
  '/api/v1/service-callbacks/failed': 'fail-service',
  '/payments/authorize': 'authorize-payment',
  '/payments/capture/{paymentId}': 'capture-payment',
  '/payments/refund/{paymentId}': 'refund-payment',
  '/api/v1/orders/{orderId}': 'get-order',
  '/api/v1/payments/{paymentId}': 'get-payment',
  '/api/v1/refunds/{refundId}': 'get-refund',
  '/api/v1/refunds/{refundId}/account': 'give-refund-account',
};

/** The route's id, whether it was noted by id, by folder or by path. */
export const routeOf = ({ route }: Pick<Told, 'route'>): string => {
  const [method = '', path = ''] = route.split(' ');
  const named = path === '' ? route : path;
  if (named === '/api/v1/orders') return method === 'GET' ? 'list-orders' : 'create-order';
  if (named === '/api/v1/payments/{paymentId}/refunds') {
    return method === 'GET' ? 'list-payment-refunds' : 'request-refund';
  }
  return templates[named] ?? named.replace(/^api\//u, '');
};

export const headerOf = (told: Told, name: string): string | undefined =>
  told.headers[name] ?? told.headers[name.toLowerCase()];

/** Decided for good, though the fault is not the client's (saga specification, section 3.5). */
const decided = new Set(['PAY_012', 'PAY_014']);

/** A 2xx or 4xx that does not ask to come again. A clock that was off is asked again, signed anew. */
export const isFinal = (told: Told): boolean => {
  const { status, code } = told;
  if (code === 'PAY_005' || code === 'AUTH_003') return false;
  if (headerOf(told, 'Retry-After') !== undefined) return false;
  return (status >= 200 && status < 500) || decided.has(code);
};

/** An earlier answer sent again: it tells what was true then. */
export const isReplayed = (told: Told): boolean =>
  headerOf(told, 'Idempotent-Replayed') !== undefined;

/** Money on the wire is a whole number, or digits where a number would lose some. */
export const wireAmount = (value: unknown): number | undefined =>
  typeof value === 'number' || (typeof value === 'string' && value !== '')
    ? Number(value)
    : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const asResult = (value: unknown): Result | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Result)
    : undefined;

/** A payment or refund inside a refusal, else the object itself. */
export const bodyOf = (told: Told): Result | undefined =>
  asResult(told.result?.['payment']) ??
  asResult(told.result?.['refund']) ??
  told.result ??
  undefined;

const declines = new Set(['PAY_002', 'PAY_011', 'PAY_014']);
const declinedStatuses = new Set(['FAILED', 'EXPIRED', 'CANCELLED']);

/** A decline says that the payment failed, whatever its body says: but a declined capture leaves it reserved. */
const toldStatus = (body: Result, told: Told): string => {
  const status = textOf(body['status']);
  const isEnd = declines.has(told.code) && routeOf(told) !== 'capture-payment';
  return isEnd && !declinedStatuses.has(status) ? 'FAILED' : status;
};

const paymentStatement = (body: Result, told: Told): Statement => ({
  about: textOf(body['paymentId']),
  kind: 'payment',
  orderId: textOf(body['orderId']),
  status: toldStatus(body, told),
  captured: wireAmount(body['capturedAmount']),
  refunded: wireAmount(body['refundedAmount']),
  told,
});

const orderStatements = (body: Result, told: Told): Statement[] => {
  const orderId = textOf(body['orderId']);
  const payments = Array.isArray(body['payments']) ? (body['payments'] as Result[]) : [];
  return [
    {
      about: orderId,
      kind: 'order',
      orderId,
      status: textOf(body['status']),
      captured: undefined,
      refunded: wireAmount(body['refundedAmount']),
      told,
    },
    ...payments.map((payment) => paymentStatement({ ...payment, orderId }, told)),
  ];
};

const statementsOf = (told: Told): Statement[] => {
  const body = bodyOf(told);
  if (body === undefined || body['status'] === undefined) return [];
  // What is told of a refund says nothing of the payment's own state.
  if (body['refundId'] !== undefined) return [];
  if (body['paymentId'] !== undefined) return [paymentStatement(body, told)];
  return body['orderId'] === undefined ? [] : orderStatements(body, told);
};

const madeOrder = (told: Told): Omit<ToldOrder, 'requests' | 'statements'> | undefined => {
  const { result } = told;
  if (routeOf(told) !== 'create-order' || told.status !== 201 || result === null) return undefined;
  return {
    orderId: textOf(result['orderId']),
    client: told.client,
    amount: wireAmount(result['pgAmount']) ?? 0,
    currency: textOf(result['currency']),
    fulfilment: textOf(result['fulfilment']),
    serviceId: textOf(result['serviceId']),
    expiresAt: Date.parse(textOf(result['expiresAt'])),
  };
};

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
};

const worksOf = (all: readonly Told[]): Work[] => {
  const byWork = new Map<string, Told[]>();
  for (const told of all) push(byWork, told.work, told);
  return [...byWork].map(([work, told]) => ({
    client: told[0]?.client ?? '',
    work,
    told,
    final: told.find(isFinal),
  }));
};

/** By work: another send of the same work may have been told the order. */
const orderOfWorks = (works: readonly Work[]): ReadonlyMap<string, string> => {
  const named = new Map<string, string>();
  for (const { work, told } of works) {
    for (const one of told) {
      const orderId = textOf(bodyOf(one)?.['orderId']);
      if (orderId !== '') named.set(work, orderId);
    }
  }
  return named;
};

interface OpenOrder extends ToldOrder {
  readonly requests: Told[];
  readonly statements: Statement[];
}

const build = (answers: readonly Told[]): ToldStory => {
  const works = worksOf(answers);
  const orders = new Map<string, OpenOrder>();
  const byClient = new Map<string, OpenOrder[]>();
  for (const told of answers) {
    const made = madeOrder(told);
    if (made === undefined || orders.has(made.orderId)) continue;
    const order = { ...made, requests: [], statements: [] };
    orders.set(made.orderId, order);
    push(byClient, made.client, order);
  }
  const named = orderOfWorks(works);
  const all = [...orders.values()];
  for (const told of answers) {
    for (const statement of statementsOf(told)) {
      orders.get(statement.orderId)?.statements.push(statement);
    }
    const orderId = named.get(told.work);
    if (orderId !== undefined) orders.get(orderId)?.requests.push(told);
    else for (const order of byClient.get(told.client) ?? all) order.requests.push(told);
  }
  return { works, orders, byClient };
};

const kept = new WeakMap<readonly Told[], ToldStory>();

/** Built once per run: `told` is the list of its view. */
export const toldStory = (told: readonly Told[]): ToldStory => {
  const known = kept.get(told);
  if (known !== undefined) return known;
  const story = build(told);
  kept.set(told, story);
  return story;
};
