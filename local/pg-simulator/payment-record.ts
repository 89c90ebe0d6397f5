// The payment as the PG itself knows it, and its legal moves. Records are never changed in place:
// the stale-read fault answers from the versions that are kept.

export type Status =
  | 'READY'
  | 'IN_PROGRESS'
  | 'DONE'
  | 'CANCELED'
  | 'PARTIAL_CANCELED'
  | 'ABORTED'
  | 'EXPIRED';

export const paymentMethods = [
  'CARD',
  'EASY_PAY',
  'TRANSFER',
  'MOBILE_PHONE',
  'CULTURE_GIFT_CERTIFICATE',
] as const;

export type PaymentMethod = (typeof paymentMethods)[number];

export interface CancelRecord {
  readonly amount: number;
  readonly reason: string;
  readonly taxFree: number;
  readonly taxExemption: number;
  readonly refundable: number;
  readonly at: number;
  readonly transactionKey: string;
}

/** What moved a payment: the witness the truth surface reports. */
export interface Cause {
  readonly op: string;
  readonly idempotencyKey: string | null;
  readonly fault: string | null;
}

export interface Effect {
  readonly kind: 'OPENED' | 'AUTHENTICATED' | 'APPROVED' | 'ABORTED' | 'EXPIRED' | 'CANCELED';
  readonly at: number;
  readonly amount: number;
  readonly transactionKey: string | null;
  readonly cause: Cause;
}

/** Lies that outlive the reply they began in. */
export interface StandingLies {
  readonly integrity: 'totalAmount' | 'orderId' | null;
  readonly unknownEnum: 'status' | 'method' | 'cardType' | null;
}

export interface PaymentRecord {
  readonly paymentKey: string;
  readonly mId: string;
  readonly orderId: string;
  readonly orderName: string;
  /** What its odds are drawn by, where the order's own id is new in every run. */
  readonly drawnAs?: string;
  readonly currency: string;
  readonly method: PaymentMethod;
  readonly status: Status;
  readonly amount: number;
  readonly balance: number;
  readonly taxFree: number;
  readonly taxExemption: number;
  readonly requestedAt: number;
  readonly authenticatedAt: number | null;
  readonly approvedAt: number | null;
  readonly secret: string;
  readonly approveNo: string;
  readonly lastTransactionKey: string | null;
  readonly cancels: readonly CancelRecord[];
  readonly failure: string | null;
  readonly successUrl: string | null;
  readonly failUrl: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly effects: readonly Effect[];
  readonly lies: StandingLies;
}

export const readyWindowMs = 30 * 60 * 1000;
export const confirmWindowMs = 10 * 60 * 1000;

export const isOpen = (status: Status): boolean => status === 'READY' || status === 'IN_PROGRESS';

/** True once money has moved, whatever was given back afterwards. */
export const isPaid = (status: Status): boolean =>
  status === 'DONE' || status === 'CANCELED' || status === 'PARTIAL_CANCELED';

/** When an open payment lapses; undefined for one that cannot. */
export const dueAt = (payment: PaymentRecord): number | undefined => {
  if (payment.status === 'READY') return payment.requestedAt + readyWindowMs;
  if (payment.status === 'IN_PROGRESS') {
    return (payment.authenticatedAt ?? payment.requestedAt) + confirmWindowMs;
  }
  return undefined;
};

interface Move {
  readonly at: number;
  readonly cause: Cause;
}

const withEffect = (
  payment: PaymentRecord,
  kind: Effect['kind'],
  { at, cause }: Move,
  amount = payment.amount,
  transactionKey: string | null = null,
): PaymentRecord => ({
  ...payment,
  effects: [...payment.effects, { kind, at, amount, transactionKey, cause }],
});

export const opened = (payment: PaymentRecord, move: Move): PaymentRecord =>
  withEffect(payment, 'OPENED', move);

export const authenticated = (payment: PaymentRecord, move: Move): PaymentRecord =>
  withEffect(
    { ...payment, status: 'IN_PROGRESS', authenticatedAt: move.at },
    'AUTHENTICATED',
    move,
  );

export const approved = (
  payment: PaymentRecord,
  move: Move & { readonly transactionKey: string },
): PaymentRecord =>
  withEffect(
    {
      ...payment,
      status: 'DONE',
      balance: payment.amount,
      approvedAt: move.at,
      lastTransactionKey: move.transactionKey,
    },
    'APPROVED',
    move,
    payment.amount,
    move.transactionKey,
  );

export const aborted = (
  payment: PaymentRecord,
  move: Move & { readonly code: string },
): PaymentRecord =>
  withEffect({ ...payment, status: 'ABORTED', failure: move.code }, 'ABORTED', move);

export const expired = (payment: PaymentRecord, move: Move): PaymentRecord =>
  withEffect({ ...payment, status: 'EXPIRED', failure: 'EXPIRED_PAYMENT' }, 'EXPIRED', move);

export interface CancelMove extends Move {
  readonly amount: number;
  readonly reason: string;
  readonly taxFree: number;
  readonly taxExemption: number;
  readonly transactionKey: string;
  /** Status when several partial cancels have reached zero. */
  readonly zeroStatus: 'PARTIAL_CANCELED' | 'CANCELED';
}

export const canceled = (payment: PaymentRecord, move: CancelMove): PaymentRecord => {
  const balance = payment.balance - move.amount;
  const isOneShot = balance === 0 && payment.cancels.length === 0;
  const status = isOneShot ? 'CANCELED' : balance === 0 ? move.zeroStatus : 'PARTIAL_CANCELED';
  const entry: CancelRecord = {
    amount: move.amount,
    reason: move.reason,
    taxFree: move.taxFree,
    taxExemption: move.taxExemption,
    refundable: balance,
    at: move.at,
    transactionKey: move.transactionKey,
  };
  const next: PaymentRecord = {
    ...payment,
    status,
    balance,
    taxFree: payment.taxFree - move.taxFree,
    taxExemption: payment.taxExemption - move.taxExemption,
    cancels: [...payment.cancels, entry],
    lastTransactionKey: move.transactionKey,
  };
  return withEffect(next, 'CANCELED', move, move.amount, move.transactionKey);
};
