// The legal moves, written down again from the specification (API section 7, saga specification 1.3). A
// table copied from the engine would repeat its mistakes.
import type { RowKind } from './view.ts';

type Edges = Readonly<Record<string, readonly string[]>>;

const none: readonly string[] = [];

const order: Edges = {
  '': ['PENDING'],
  PENDING: ['PAID', 'CANCELLED'],
  PAID: ['COMPLETED', 'CANCELLED'],
};

const inDoubtEnds = [
  'APPROVED',
  'AUTHORIZED',
  'WAITING_FOR_DEPOSIT',
  'FAILED',
  'EXPIRED',
  'CANCELLED',
];

const payment: Edges = {
  '': ['READY'],
  READY: [...inDoubtEnds, 'IN_DOUBT'],
  AUTHORIZED: ['APPROVED', 'CANCELLED', 'EXPIRED', 'IN_DOUBT'],
  WAITING_FOR_DEPOSIT: ['APPROVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'IN_DOUBT'],
  IN_DOUBT: inDoubtEnds,
  APPROVED: ['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED', 'WAITING_FOR_DEPOSIT'],
  CONFIRMED: ['PARTIALLY_REFUNDED', 'REFUNDED', 'WAITING_FOR_DEPOSIT'],
  PARTIALLY_REFUNDED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
};

const refund: Edges = {
  '': ['REQUESTED', 'PENDING_ACCOUNT', 'SENT', 'SUCCEEDED'],
  REQUESTED: ['SENT'],
  PENDING_ACCOUNT: ['SENT', 'FAILED'],
  SENT: ['SUCCEEDED', 'FAILED', 'IN_DOUBT', 'PENDING_PG'],
  IN_DOUBT: ['SUCCEEDED', 'FAILED'],
  PENDING_PG: ['SUCCEEDED', 'FAILED'],
  FAILED: ['SUCCEEDED'],
};

const attempt: Edges = {
  '': ['SENT'],
  SENT: ['SUCCEEDED', 'DECLINED', 'IN_DOUBT', 'NOT_SENT'],
  NOT_SENT: ['SENT', 'DECLINED'],
  IN_DOUBT: ['SUCCEEDED', 'DECLINED'],
};

const service: Edges = {
  '': ['OPEN'],
  OPEN: ['COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELLED'],
};

const saga: Edges = {
  '': ['RUNNING'],
  RUNNING: ['COMPLETED', 'COMPENSATING', 'NEEDS_ATTENTION'],
  COMPENSATING: ['COMPENSATED', 'NEEDS_ATTENTION'],
  NEEDS_ATTENTION: ['RUNNING', 'COMPENSATING', 'COMPLETED', 'COMPENSATED'],
};

const holdEnds = ['CAPTURED', 'PARTIALLY_CAPTURED', 'VOIDED', 'EXPIRED'];

const hold: Edges = { '': ['ACTIVE'], ACTIVE: holdEnds, PARTIALLY_CAPTURED: holdEnds };

const item: Edges = {
  '': ['OPEN'],
  OPEN: ['ACKNOWLEDGED', 'PROPOSED', 'RESOLVED'],
  ACKNOWLEDGED: ['PROPOSED', 'RESOLVED'],
  PROPOSED: ['ACKNOWLEDGED', 'RESOLVED'],
};

export const edges: Readonly<Partial<Record<RowKind, Edges>>> = {
  ORDER: order,
  PAYMENT: payment,
  REFUND: refund,
  ATTEMPT: attempt,
  SVC: service,
  SAGA: saga,
  HOLD: hold,
  ITEM: item,
};

/** Whether one move leads there. `from` is empty for a row that was not there. */
export const isEdge = (kind: RowKind, from: string, to: string): boolean =>
  (edges[kind]?.[from] ?? none).includes(to);

/** Whether moves lead there, one or several in one transaction. */
export const isPath = (kind: RowKind, from: string, to: string): boolean =>
  isEdge(kind, from, to) ||
  (edges[kind]?.[from] ?? none).some((between) => between !== from && isEdge(kind, between, to));
