// The state of the protocol model: the rows as the engine stores them, who is at work, and what the PG
// has done. Statuses are those of the engine's own types, and every move is held against its tables.
import { type ServiceState, serviceMoves } from '#core/fulfilment/service-request.ts';
import type { IdempotencyState } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import { type OrderStatus, orderMoves } from '#core/orders/order.ts';
import { type AttemptState, attemptMoves } from '#core/payments/attempt.ts';
import { type PaymentStatus, paymentMoves } from '#core/payments/payment.ts';
import { type RefundStatus, refundMoves } from '#core/refunds/refund.ts';
import { type SagaEntry, type SagaStatus, sagaMoves } from '#core/sagas/saga.ts';
import type { Op, PgKey } from './evidence.ts';

export const tables = {
  order: orderMoves,
  payment: paymentMoves,
  attempt: attemptMoves,
  refund: refundMoves,
  service: serviceMoves,
  saga: sagaMoves,
};
type Tables = typeof tables;
export type Machine = keyof Tables;
export type StatusOf<M extends Machine> = keyof Tables[M];

/** `machine FROM>TO` of every move the model has made; the tests hold it against the tables. */
export const movesTaken = new Set<string>();

/** One attempt with its PG key: the row, who watches it, and what the PG did with it. */
export interface Call {
  op: Op;
  state: AttemptState;
  fence: number;
  /** Which payment key of the buyer it was sent with, and under which idempotency key and fence. */
  paymentKey: ClientKey;
  idemFence: number;
  /** Its deadline is past. */
  isLate: boolean;
  slot: number;
  notFounds: number;
  refusals: number;
  /** A watchdog message is on its way. */
  isWatched: boolean;
  /** Refunds: a reader has loaded its case while the saga did not wait. */
  isLoaded: boolean;
  /** A request is on its way to the PG; it may land whenever it likes. */
  isFlying: boolean;
  pg: PgKey;
  /** How often a transaction has ended it. */
  ends: number;
}

export interface Payment {
  status: PaymentStatus;
  hasOpenAttempt: boolean;
  calls: Call[];
  hasItem: boolean;
}

export type ClientKey = 'k1' | 'k2';

export interface Idempotency {
  state: IdempotencyState;
  fence: number;
  /** Claims made under the present fence. */
  claims: number;
}

export interface Handler {
  key: ClientKey;
  at: 'NEW' | 'CLAIMED' | 'WAIT' | 'DONE';
  payment: number;
  call: number;
}

export type Outcome = 'COMPLETED' | 'NOT_DELIVERED' | 'RETURNED' | 'IN_DOUBT' | 'REFUSED';

/** States of the machine that work, with a point between two writes where a state has one. */
export type Step =
  | ''
  | 'ExecuteService'
  | 'ExecuteService:read'
  | 'ExecuteService:wait'
  | 'CompleteOrder'
  | 'CancelPayment'
  | 'CancelPayment:claimed'
  | 'CancelPayment:sent'
  | 'CancelPayment:adopting'
  | 'AwaitCancel'
  | 'AwaitCancel:wait'
  | 'CancelOrder'
  | 'NeedsAttention'
  | 'ENDED'
  | 'DEAD';

export interface SagaRun {
  status: SagaStatus;
  entry: SagaEntry;
  /** The token stored is the one the machine waits on; one that nobody waits on is as none. */
  isWaiting: boolean;
  step: Step;
  run: number;
  isStartPending: boolean;
  /** Commands RESUME_SAGA with a token that is waited on. */
  resumes: Outcome[];
  hasItem: boolean;
}

export interface State {
  order: OrderStatus;
  isCancelNoted: boolean;
  payments: Payment[];
  idempotency: Partial<Record<ClientKey, Idempotency>>;
  handlers: Handler[];
  service: { state: ServiceState; hasToken: boolean; isWatched: boolean } | undefined;
  saga: SagaRun | undefined;
  refunds: { status: RefundStatus; call: Call }[];
  /** A cancel made in the PG's console: at the PG, then in our books. */
  console: '' | 'DONE' | 'ADOPTED';
  /** Who will adopt it: the process that learned of it, or a message's look. */
  repair: '' | 'NOW' | 'MESSAGE';
}

/** A copy that may be written to. */
export const copy = (state: State): State => ({
  ...state,
  payments: state.payments.map((one) => ({
    ...one,
    calls: one.calls.map((call) => ({ ...call })),
  })),
  idempotency: {
    ...(state.idempotency.k1 === undefined ? {} : { k1: { ...state.idempotency.k1 } }),
    ...(state.idempotency.k2 === undefined ? {} : { k2: { ...state.idempotency.k2 } }),
  },
  handlers: state.handlers.map((one) => ({ ...one })),
  service: state.service === undefined ? undefined : { ...state.service },
  saga: state.saga === undefined ? undefined : { ...state.saga, resumes: [...state.saga.resumes] },
  refunds: state.refunds.map((one) => ({ ...one, call: { ...one.call } })),
});

/** Moves a row; every pair is noted and held against the engine's table afterwards. */
export const note = <M extends Machine>(machine: M, from: StatusOf<M>, to: StatusOf<M>): void => {
  movesTaken.add(`${machine} ${String(from)}>${String(to)}`);
};

export const newCall = (op: Op, paymentKey: ClientKey, idemFence: number): Call => ({
  op,
  state: 'SENT',
  fence: 1,
  paymentKey,
  idemFence,
  isLate: false,
  slot: 0,
  notFounds: 0,
  refusals: 0,
  isWatched: false,
  isLoaded: false,
  isFlying: false,
  pg: 'UNSEEN',
  ends: 0,
});

const flat = (row: object | undefined): string =>
  row === undefined ? '' : Object.values(row).join(':');

const callFields = Object.keys(newCall('CONFIRM', 'k1', 0)) as readonly (keyof Call)[];
const callText = (call: Call): string => {
  let text = '';
  for (const field of callFields) text += `${call[field]}:`;
  return text;
};

/** Exact text of a state. Handlers of one key are alike, so their order is none. */
export const keyOf = (s: State): string =>
  [
    `${s.order}${s.isCancelNoted}${s.console}${s.repair}`,
    ...s.payments.map(
      (p) => `${p.status}${p.hasOpenAttempt}${p.hasItem}[${p.calls.map(callText).join()}]`,
    ),
    flat(s.idempotency.k1),
    flat(s.idempotency.k2),
    s.handlers.map(flat).sort().join(),
    flat(s.service),
    flat(s.saga),
    ...s.refunds.map((one) => one.status + callText(one.call)),
  ].join('|');

export const newPayment = (): Payment => ({
  status: 'READY',
  hasOpenAttempt: false,
  calls: [],
  hasItem: false,
});

export const isOpen = (call: Call): boolean => call.state === 'SENT' || call.state === 'IN_DOUBT';

export const currentOf = (s: State): Payment =>
  present(s.payments.at(-1), 'an order has a payment');
export const handlerOf = (s: State, index: number): Handler =>
  present(s.handlers[index], 'a handler keeps its place');
export const callOf = (s: State, payment: number, call: number): readonly [Payment, Call] => {
  const owner = present(s.payments[payment], 'a payment keeps its place');
  return [owner, present(owner.calls[call], 'an attempt keeps its place')];
};
export const refundOf = (s: State): State['refunds'][number] =>
  present(s.refunds.at(-1), 'a refund was claimed');
export const sagaOf = (s: State): SagaRun => present(s.saga, 'an approval made a saga');
export const serviceOf = (s: State): NonNullable<State['service']> =>
  present(s.service, 'an approval asked for a service');

export const callsOf = (s: State): Call[] => [
  ...s.payments.flatMap(({ calls }) => calls),
  ...s.refunds.map(({ call }) => call),
];
