// The life of a virtual account: issued by a confirm, paid into by the buyer, taken back by the bank,
// closed at its date. Past the date the payment stays WAITING_FOR_DEPOSIT; only the account tells.
import type { Draws } from './draws.ts';
import {
  type CancelRecord,
  type Move,
  type PaymentRecord,
  type RefundAccount,
  withEffect,
} from './payment-record.ts';

/** Of an account whose opener names no other. */
export const defaultValidHours = 168;
export const validHoursMax = 2_160;

const bankCode = '88';

/** A confirm of a virtual account takes no money: it names the account to pay into. */
export const issued = (
  payment: PaymentRecord,
  move: Move & { readonly transactionKey: string },
  draws: Draws,
): PaymentRecord => {
  const dueAt = Math.floor((move.at + payment.validMs) / 1_000) * 1_000;
  const accountNumber = draws.accountNumber(payment.paymentKey);
  return withEffect(
    {
      ...payment,
      status: 'WAITING_FOR_DEPOSIT',
      virtualAccount: { bankCode, accountNumber, dueAt, isExpired: false, refundAccount: null },
      lastTransactionKey: move.transactionKey,
    },
    'ISSUED',
    move,
    0,
    move.transactionKey,
  );
};

export const deposited = (
  payment: PaymentRecord,
  move: Move & { readonly transactionKey: string },
): PaymentRecord =>
  withEffect(
    {
      ...payment,
      status: 'DONE',
      approvedAt: move.at,
      lastTransactionKey: move.transactionKey,
    },
    'APPROVED',
    move,
    payment.amount,
    move.transactionKey,
  );

/** F21: the bank takes the deposit back; the account waits again. */
export const depositReversed = (
  payment: PaymentRecord,
  move: Move & { readonly transactionKey: string },
): PaymentRecord =>
  withEffect(
    {
      ...payment,
      status: 'WAITING_FOR_DEPOSIT',
      approvedAt: null,
      lastTransactionKey: move.transactionKey,
    },
    'REVERSED',
    move,
    payment.amount,
    move.transactionKey,
  );

/** The date is past: no status moves and nobody is told. */
export const accountClosed = (payment: PaymentRecord): PaymentRecord =>
  payment.virtualAccount === null
    ? payment
    : { ...payment, virtualAccount: { ...payment.virtualAccount, isExpired: true } };

/** Cancelled before any money came: nothing goes back. */
export const voided = (
  payment: PaymentRecord,
  move: Move & { readonly reason: string; readonly transactionKey: string },
): PaymentRecord => {
  const entry: CancelRecord = {
    amount: payment.amount,
    reason: move.reason,
    taxFree: payment.taxFree,
    taxExemption: payment.taxExemption,
    refundable: 0,
    at: move.at,
    transactionKey: move.transactionKey,
    status: 'DONE',
  };
  const after: PaymentRecord = {
    ...payment,
    status: 'CANCELED',
    balance: 0,
    taxFree: 0,
    taxExemption: 0,
    cancels: [entry],
    lastTransactionKey: move.transactionKey,
  };
  return withEffect(after, 'VOIDED', move, 0, move.transactionKey);
};

/** The account a refund is paid out to is shown with the virtual account from then on. */
export const withRefundAccount = (
  payment: PaymentRecord,
  refundAccount: RefundAccount | undefined,
): PaymentRecord =>
  payment.virtualAccount === null || refundAccount === undefined
    ? payment
    : { ...payment, virtualAccount: { ...payment.virtualAccount, refundAccount } };

/** The bank has paid out, or refused, the one cancel that was still running. */
export const cancelEnded = (
  payment: PaymentRecord,
  move: Move,
  running: CancelRecord,
  isDone: boolean,
): PaymentRecord => {
  const status = isDone ? ('DONE' as const) : ('ABORTED' as const);
  const cancels = payment.cancels.map((entry) =>
    entry === running ? { ...entry, status } : entry,
  );
  const { amount, transactionKey } = running;
  if (isDone) return withEffect({ ...payment, cancels }, 'CANCELED', move, amount, transactionKey);
  const balance = payment.balance + amount;
  const back: PaymentRecord = {
    ...payment,
    cancels,
    balance,
    taxFree: payment.taxFree + running.taxFree,
    taxExemption: payment.taxExemption + running.taxExemption,
    status: balance === payment.amount ? 'DONE' : 'PARTIAL_CANCELED',
  };
  return withEffect(back, 'CANCEL_ABORTED', move, amount, transactionKey);
};
