// The payment as the PG itself knows it, and its legal moves. Records are never changed in place:
// the stale-read fault answers from the versions that are kept.

export type Status =
  | 'READY'
  | 'IN_PROGRESS'
  | 'WAITING_FOR_DEPOSIT'
  /** Reserved, nothing taken: only the sandbox protocol knows it. */
  | 'AUTHORIZED'
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
  'VIRTUAL_ACCOUNT',
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
  /** IN_PROGRESS until the bank has paid it out; a refused one gives its amount back. */
  readonly status: 'DONE' | 'IN_PROGRESS' | 'ABORTED';
}

/** What moved a payment: the witness the truth surface reports. */
export interface Cause {
  readonly op: string;
  readonly idempotencyKey: string | null;
  readonly fault: string | null;
}

export interface Effect {
  readonly kind:
    | 'OPENED'
    | 'AUTHENTICATED'
    | 'AUTHORIZED'
    | 'ISSUED'
    | 'APPROVED'
    | 'REVERSED'
    | 'VOIDED'
    | 'ABORTED'
    | 'EXPIRED'
    | 'CANCELED'
    | 'CANCEL_BEGUN'
    | 'CANCEL_ABORTED';
  readonly at: number;
  readonly amount: number;
  readonly transactionKey: string | null;
  readonly cause: Cause;
}

export interface RefundAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly holderName: string;
}

/** Where the buyer pays to: issued by the confirm, closed at its date. */
export interface VirtualAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly dueAt: number;
  readonly isExpired: boolean;
  readonly refundAccount: RefundAccount | null;
}

/** Lies that outlive the reply they began in. */
export interface StandingLies {
  readonly integrity: 'totalAmount' | 'orderId' | null;
  readonly unknownEnum: 'status' | 'method' | 'cardType' | null;
}

/** The protocol that moved a payment. The other one does not know such a payment. */
export type Surface = 'toss' | 'sandbox';

export interface PaymentRecord {
  readonly paymentKey: string;
  /** Null until the first operation that changes it. */
  readonly surface: Surface | null;
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
  readonly authorizedAt: number | null;
  readonly approvedAt: number | null;
  /** Of the account that is or will be issued; null for every other method. */
  readonly virtualAccount: VirtualAccount | null;
  readonly validMs: number;
  readonly secret: string;
  readonly approveNo: string;
  readonly lastTransactionKey: string | null;
  readonly cancels: readonly CancelRecord[];
  readonly failure: string | null;
  readonly successUrl: string | null;
  readonly failUrl: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Present where a registered card was charged. */
  readonly billing?: { readonly billingKey: string; readonly customerKey: string };
  readonly effects: readonly Effect[];
  readonly lies: StandingLies;
}

export const readyWindowMs = 30 * 60 * 1000;
export const confirmWindowMs = 10 * 60 * 1000;
export const authorizationWindowMs = 7 * 24 * 60 * 60 * 1000;

export const isOpen = (status: Status): boolean => status === 'READY' || status === 'IN_PROGRESS';

/** A journal of before the second protocol has no such field. */
export const isSeenBy = (payment: PaymentRecord, surface: Surface): boolean =>
  (payment.surface ?? surface) === surface;

/** True once money has moved, whatever was given back afterwards. */
export const isPaid = ({ approvedAt }: PaymentRecord): boolean => approvedAt !== null;

/** True while an order has its payment: paid, reserved, or with an account to pay into. */
export const isTaken = (payment: PaymentRecord): boolean =>
  isPaid(payment) || payment.status === 'AUTHORIZED' || payment.status === 'WAITING_FOR_DEPOSIT';

/** When an authorization lapses; undefined for a payment that never had one. */
export const authorizationEnd = ({ authorizedAt }: PaymentRecord): number | undefined =>
  authorizedAt === null ? undefined : authorizedAt + authorizationWindowMs;

/** When an open payment lapses, or its account closes; undefined for one that cannot. */
export const dueAt = (payment: PaymentRecord): number | undefined => {
  if (payment.status === 'READY') return payment.requestedAt + readyWindowMs;
  if (payment.status === 'IN_PROGRESS') {
    return (payment.authenticatedAt ?? payment.requestedAt) + confirmWindowMs;
  }
  const { virtualAccount } = payment;
  if (payment.status === 'WAITING_FOR_DEPOSIT' && virtualAccount?.isExpired === false) {
    return virtualAccount.dueAt;
  }
  return payment.status === 'AUTHORIZED' ? authorizationEnd(payment) : undefined;
};

export interface Move {
  readonly at: number;
  readonly cause: Cause;
}

export const withEffect = (
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

export const authorized = (payment: PaymentRecord, move: Move): PaymentRecord =>
  withEffect({ ...payment, status: 'AUTHORIZED', authorizedAt: move.at }, 'AUTHORIZED', move);

export interface ApproveMove extends Move {
  readonly transactionKey: string;
  /** A capture may take less than was authorized; the rest is released. */
  readonly amount?: number;
}

export const approved = (payment: PaymentRecord, move: ApproveMove): PaymentRecord => {
  const { at, transactionKey, amount = payment.amount } = move;
  const taxFree = Math.min(payment.taxFree, amount);
  const next: PaymentRecord = {
    ...payment,
    status: 'DONE',
    amount,
    balance: amount,
    taxFree,
    taxExemption: Math.min(payment.taxExemption, amount - taxFree),
    approvedAt: at,
    lastTransactionKey: transactionKey,
  };
  return withEffect(next, 'APPROVED', move, amount, transactionKey);
};

/** Nothing was taken, so nothing is returned: no entry among the cancels. */
export const voided = (payment: PaymentRecord, move: Move): PaymentRecord =>
  withEffect({ ...payment, status: 'CANCELED', balance: 0 }, 'VOIDED', move);

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
  readonly cancelStatus: 'DONE' | 'IN_PROGRESS';
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
    status: move.cancelStatus,
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
  const kind = move.cancelStatus === 'DONE' ? 'CANCELED' : 'CANCEL_BEGUN';
  return withEffect(next, kind, move, move.amount, move.transactionKey);
};
