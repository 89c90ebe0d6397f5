// What moved money: one record per approval and per cancel, several per payment.
import type { PaymentRecord, Status } from './payment-record.ts';

export interface TransactionRecord {
  readonly transactionKey: string;
  readonly at: number;
  /** Minor units, positive for both directions. */
  readonly amount: number;
  readonly isCancel: boolean;
  /** Status of the payment that the transaction made. */
  readonly status: Status;
}

const statusOfCancel = (payment: PaymentRecord, nth: number): Status => {
  const left = payment.cancels[nth]?.refundable;
  // What stands at zero is the newest cancel, and the payment says what became of it.
  return left === 0 ? payment.status : 'PARTIAL_CANCELED';
};

/** In the order in which they happened. */
export const transactionsOf = (payment: PaymentRecord): TransactionRecord[] => {
  const { approvedAt, effects } = payment;
  const approval = effects.find(({ kind }) => kind === 'APPROVED');
  if (approvedAt === null || approval?.transactionKey == null) return [];
  return [
    {
      transactionKey: approval.transactionKey,
      at: approvedAt,
      amount: approval.amount,
      isCancel: false,
      status: 'DONE',
    },
    ...payment.cancels.map((cancel, nth) => ({
      transactionKey: cancel.transactionKey,
      at: cancel.at,
      amount: cancel.amount,
      isCancel: true,
      status: statusOfCancel(payment, nth),
    })),
  ];
};
