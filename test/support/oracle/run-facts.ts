// What several rules need of one run, worked out once: rows by order, doubts and order moves by the steps,
// the PG's money, the observer's and the clients' stories.
import type {
  Change,
  Fields,
  PgCall,
  Plain,
  Row,
  Step,
  View,
} from '#test/support/invariants/view.ts';
import { type ObservedStory, observe } from './observer.ts';
import { orderOfPgOrder, type PgMoney, pgMoneyByOrder } from './pg-money.ts';
import type { RunRecord } from './run-record.ts';
import { type ToldStory, toldStory } from './told-story.ts';

export interface StoredPayment {
  readonly paymentId: string;
  readonly status: string;
  readonly captured: number;
  readonly refunding: number;
  readonly refunded: number;
}

/** One order with its payments as the engine's tables have them. */
export interface StoredOrder {
  readonly orderId: string;
  readonly tenant: string;
  readonly status: string;
  /** Oldest first. */
  readonly payments: readonly StoredPayment[];
  /** The one that keeps money, else the one that took some, else the last. */
  readonly main: StoredPayment | undefined;
  readonly captured: number;
  readonly refunding: number;
  readonly refunded: number;
  /** A person has an open item about it or one of its payments. */
  readonly isHandedOver: boolean;
  /** A person has, or had, an item about it or one of its payments. */
  readonly isHeard: boolean;
}

/** From when a call could not be answered for until its attempt was decided. */
export interface Doubt {
  readonly paymentId: string;
  readonly from: number;
  /** Undefined while it lasts. */
  readonly to: number | undefined;
  /** Times of the reads that were planned while it lasted. */
  readonly slots: readonly number[];
  /** It ended with the proof that nothing was done. */
  readonly isDenied: boolean;
}

export interface Finish {
  readonly orderId: string;
  readonly paidAt: number;
  readonly finalAt: number;
}

/** A saga from when it waited for nobody outside until it ended or a person had it. */
export interface SagaSpan {
  readonly paymentId: string;
  readonly from: number;
  /** Undefined while it goes on. */
  readonly to: number | undefined;
}

export interface RunFacts {
  readonly orders: ReadonlyMap<string, StoredOrder>;
  /** By payment; whoever holds an open item keeps it from moving. */
  readonly handedOver: ReadonlySet<string>;
  readonly doubts: readonly Doubt[];
  readonly finishes: readonly Finish[];
  readonly sagas: readonly SagaSpan[];
  readonly pg: ReadonlyMap<string, PgMoney>;
  readonly seen: ObservedStory;
  readonly told: ToldStory;
  readonly orderOfPaymentKey: ReadonlyMap<string, string>;
  readonly orderOfPayment: ReadonlyMap<string, string>;
}

/** The text under that name; empty where there is none. */
export const textField = ({ fields }: Pick<Row, 'fields'>, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

export const numberField = ({ fields }: Pick<Row, 'fields'>, name: string): number =>
  Number(fields[name] ?? 0);

const within = (value: Plain | undefined, name: string): Plain | undefined =>
  (value as Fields | undefined)?.[name];

const minor = (row: Row, name: string): number =>
  Number(within(within(row.fields['amounts'], name), 'minor') ?? 0);

const storedPayment = (row: Row): StoredPayment => ({
  paymentId: textField(row, 'paymentId'),
  status: textField(row, 'status'),
  captured: minor(row, 'captured'),
  refunding: minor(row, 'refunding'),
  refunded: minor(row, 'refunded'),
});

interface Named {
  /** Ids that an open item names: order, payment, and the object itself. */
  readonly held: ReadonlySet<string>;
  /** Those of resolved ones too. */
  readonly heard: ReadonlySet<string>;
}

const namedByItems = ({ tables }: View): Named => {
  const [held, heard] = [new Set<string>(), new Set<string>()];
  for (const item of tables.ofKind('ITEM')) {
    for (const name of ['orderId', 'paymentId', 'objectId']) {
      const id = textField(item, name);
      if (id === '') continue;
      heard.add(id);
      if (item.fields['status'] !== 'RESOLVED') held.add(id);
    }
  }
  return { held, heard };
};

const sumOf = (
  payments: readonly StoredPayment[],
  name: 'captured' | 'refunding' | 'refunded',
): number => payments.reduce((sum, payment) => sum + payment[name], 0);

const storedOrders = ({ tables }: View, { held, heard }: Named): Map<string, StoredOrder> => {
  const payments = new Map<string, StoredPayment>();
  for (const row of tables.ofKind('PAYMENT')) {
    const payment = storedPayment(row);
    payments.set(payment.paymentId, payment);
  }
  const orders = new Map<string, StoredOrder>();
  for (const row of tables.ofKind('ORDER')) {
    const orderId = textField(row, 'orderId');
    const ids = (row.fields['paymentIds'] ?? []) as readonly string[];
    const own = ids.flatMap((id) => payments.get(id) ?? []);
    orders.set(orderId, {
      orderId,
      tenant: row.tenant,
      status: textField(row, 'status'),
      payments: own,
      main:
        own.find(({ captured, refunded }) => captured > refunded) ??
        own.find(({ captured }) => captured > 0) ??
        own.at(-1),
      captured: sumOf(own, 'captured'),
      refunding: sumOf(own, 'refunding'),
      refunded: sumOf(own, 'refunded'),
      isHandedOver: [orderId, ...ids].some((id) => held.has(id)),
      isHeard: [orderId, ...ids].some((id) => heard.has(id)),
    });
  }
  return orders;
};

interface OpenDoubt {
  readonly paymentId: string;
  state: string;
  deadlineAt: number;
  from: number | undefined;
  to: number | undefined;
  readonly slots: number[];
}

const isOpen = (state: string): boolean => state === 'SENT' || state === 'IN_DOUBT';

/** A sent attempt is in doubt from its deadline on, written or not. */
const follow = (known: Map<string, OpenDoubt>, row: Row, at: number): void => {
  const key = `${row.pk} ${row.sk}`;
  const doubt: OpenDoubt = known.get(key) ?? {
    paymentId: textField(row, 'paymentId'),
    state: '',
    deadlineAt: numberField(row, 'deadlineAt'),
    from: undefined,
    to: undefined,
    slots: [],
  };
  known.set(key, doubt);
  const wasSent = doubt.state === 'SENT';
  doubt.state = textField(row, 'state');
  if (wasSent && doubt.state !== 'SENT' && at > doubt.deadlineAt) doubt.from = doubt.deadlineAt;
  if (doubt.state === 'SENT') doubt.deadlineAt = numberField(row, 'deadlineAt');
  if (isOpen(doubt.state)) doubt.to = undefined;
  if (doubt.state === 'IN_DOUBT') {
    doubt.from ??= at;
    const slotAt = numberField(row, 'nextReadAt');
    if (slotAt > 0) doubt.slots.push(slotAt);
  }
  if (!isOpen(doubt.state)) doubt.to = at;
};

const closed = (open: Iterable<OpenDoubt>, now: number): Doubt[] =>
  [...open].flatMap(({ paymentId, state, deadlineAt, from, to, slots }) => {
    const begun = from ?? (state === 'SENT' && now > deadlineAt ? deadlineAt : undefined);
    return begun === undefined
      ? []
      : [{ paymentId, from: begun, to, slots, isDenied: state === 'DECLINED' }];
  });

const isFinalOrder = (status: string): boolean => status === 'COMPLETED' || status === 'CANCELLED';

/** Notes when an order was paid; tells when one that was paid came to its end. */
const finishOf = (
  paid: Map<string, number>,
  { old, next }: Change,
  at: number,
): Finish | undefined => {
  if (next?.kind !== 'ORDER') return undefined;
  const orderId = textField(next, 'orderId');
  const status = textField(next, 'status');
  if (status === 'PAID' && !paid.has(orderId)) paid.set(orderId, at);
  const isNew = isFinalOrder(status) && old?.fields['status'] !== status;
  const wasPaid = next.fields['paidAt'] !== undefined;
  return isNew && wasPaid ? { orderId, paidAt: paid.get(orderId) ?? at, finalAt: at } : undefined;
};

interface OpenSaga {
  readonly paymentId: string;
  from: number;
  to: number | undefined;
}

const restsIn = new Set(['COMPLETED', 'COMPENSATED', 'NEEDS_ATTENTION']);

/** While its service is open a saga waits for somebody else. */
const followSaga = (known: Map<string, OpenSaga>, row: Row, at: number): void => {
  const paymentId = textField(row, 'paymentId');
  const saga: OpenSaga = known.get(paymentId) ?? { paymentId, from: at, to: undefined };
  known.set(paymentId, saga);
  if (row.kind === 'SVC' && textField(row, 'state') !== 'OPEN') saga.from = at;
  if (row.kind === 'SAGA') {
    saga.to = restsIn.has(textField(row, 'status')) ? (saga.to ?? at) : undefined;
  }
};

type History = Pick<RunFacts, 'doubts' | 'finishes' | 'sagas'>;

const historyOf = (steps: readonly Step[], now: number): History => {
  const open = new Map<string, OpenDoubt>();
  const sagas = new Map<string, OpenSaga>();
  const paid = new Map<string, number>();
  const finishes: Finish[] = [];
  for (const { at, changes } of steps) {
    for (const change of changes) {
      const kind = change.next?.kind;
      if (change.next !== undefined && kind === 'ATTEMPT') follow(open, change.next, at);
      if (change.next !== undefined && (kind === 'SAGA' || kind === 'SVC')) {
        followSaga(sagas, change.next, at);
      }
      const finish = finishOf(paid, change, at);
      if (finish !== undefined) finishes.push(finish);
    }
  }
  return { doubts: closed(open.values(), now), finishes, sagas: [...sagas.values()] };
};

const build = ({ view }: RunRecord): RunFacts => {
  const named = namedByItems(view);
  const orders = storedOrders(view, named);
  const { pgPayments } = view;
  return {
    orders,
    orderOfPayment: new Map(
      [...orders.values()].flatMap(({ orderId, payments }) =>
        payments.map(({ paymentId }) => [paymentId, orderId]),
      ),
    ),
    handedOver: named.held,
    ...historyOf(view.steps, view.now),
    pg: pgMoneyByOrder(pgPayments),
    seen: observe(view.deliveries),
    told: toldStory(view.told),
    orderOfPaymentKey: new Map(
      pgPayments.map(({ paymentKey, pgOrderId }) => [paymentKey, orderOfPgOrder(pgOrderId)]),
    ),
  };
};

const kept = new WeakMap<RunRecord, RunFacts>();

/** Worked out at the first question, for a run that is over. */
export const factsOf = (run: RunRecord): RunFacts => {
  const known = kept.get(run);
  if (known !== undefined) return known;
  const facts = build(run);
  kept.set(run, facts);
  return facts;
};

/** Sends per idempotency key of the PG. */
export const callsByKey = (calls: readonly PgCall[]): ReadonlyMap<string, PgCall[]> =>
  Map.groupBy(calls, ({ idempotencyKey }) => idempotencyKey);
