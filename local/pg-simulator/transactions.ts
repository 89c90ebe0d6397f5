// GET /v1/transactions: what moved money between two moments, oldest first.
import { toMajor } from './amounts.ts';
import { tossTime } from './clock.ts';
import type { PaymentRecord } from './payment-record.ts';
import { koreanMethod, type Payload } from './payment-shape.ts';
import { listQuery } from './query.ts';
import type { State } from './state.ts';
import { type TransactionRecord, transactionsOf } from './transaction-record.ts';

export interface Moved {
  readonly payment: PaymentRecord;
  readonly transaction: TransactionRecord;
}

/** Those of one moment stay as they are: a cancel behind its approval. */
const byTime = ({ transaction: one }: Moved, { transaction: other }: Moved): number =>
  one.at - other.at;

/** Every transaction of one merchant, or of all, in the order of time. */
export const movedMoney = (state: State, mId?: string): Moved[] =>
  [...state.payments.values()]
    .filter(({ current }) => mId === undefined || current.mId === mId)
    .flatMap(({ current: payment }) =>
      transactionsOf(payment).map((transaction) => ({ payment, transaction })),
    )
    .toSorted(byTime);

const transactionShape = ({ payment, transaction }: Moved, state: State): Payload => {
  const sign = transaction.isCancel && state.switches['tx.cancelSign'] === 'negative' ? -1 : 1;
  return {
    mId: payment.mId,
    transactionKey: transaction.transactionKey,
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    method: koreanMethod[payment.method],
    customerKey: payment.billing?.customerKey ?? null,
    useEscrow: false,
    receiptUrl: `https://dashboard.tosspayments.com/receipt/${payment.paymentKey}`,
    status: transaction.status,
    transactionAt: tossTime(transaction.at),
    currency: payment.currency,
    amount: sign * toMajor(transaction.amount, payment.currency),
  };
};

/** @returns the rows of one page, or the code of the refusal. */
export const listTransactions = (
  state: State,
  mId: string,
  query: URLSearchParams,
): Payload[] | string => {
  const asked = listQuery(query, 'limit');
  if (typeof asked === 'string') return asked;
  const all = movedMoney(state, mId);
  const startingAfter = query.get('startingAfter');
  const last =
    startingAfter === null
      ? -1
      : all.findIndex(({ transaction }) => transaction.transactionKey === startingAfter);
  if (startingAfter !== null && last < 0) return 'INVALID_TRANSACTION_KEY';
  return all
    .slice(last + 1)
    .filter(({ transaction: { at } }) => at >= asked.from && at < asked.to)
    .slice(0, asked.size)
    .map((moved) => transactionShape(moved, state));
};
