// One settled transaction: its fee as the contract says, and what was done to the row afterwards.
import { type KstDay, kstDay, kstDayPlus } from './clock.ts';
import type { PaymentRecord } from './payment-record.ts';
import type { TransactionRecord } from './transaction-record.ts';

/** F23 shows a served row with another value; F24 shows a row that should not be as it is. */
export const settlementKinds = [
  'restated',
  'missing',
  'duplicate',
  'fee',
  'lateCancel',
  'noFees',
  'wrongSign',
] as const;

export type SettlementKind = (typeof settlementKinds)[number];

/** Amounts are in minor units and positive; a cancel's row turns them round when it is shown. */
export interface SettlementRow {
  readonly transactionKey: string;
  readonly paymentKey: string;
  readonly mId: string;
  readonly isCancel: boolean;
  readonly at: number;
  readonly amount: number;
  readonly supplyAmount: number;
  readonly vat: number;
  readonly soldDate: KstDay;
  readonly paidOutDate: KstDay;
  readonly anomalies: readonly SettlementKind[];
}

type Fee = Pick<SettlementRow, 'supplyAmount' | 'vat'>;

const payOutDays = 7;
const perTenThousand: Readonly<Partial<Record<PaymentRecord['method'], number>>> = {
  TRANSFER: 160,
};
const cardRate = 205;

const withVat = (supplyAmount: number): Fee => ({
  supplyAmount,
  vat: Math.floor((supplyAmount + 5) / 10),
});

/** Fee of the contract: 1.6 % of a transfer, 2.05 % of all else. */
export const feeOf = (method: PaymentRecord['method'], amount: number): Fee =>
  withVat(Math.floor((amount * (perTenThousand[method] ?? cardRate)) / 10_000));

/**
 * The fee that a cancel gives back. The last of several takes what is left of the fee of the approval, or
 * rounding would keep some of it for ever.
 */
const feeOfCancel = (
  { amount, method, cancels }: PaymentRecord,
  { transactionKey, ...cancel }: TransactionRecord,
): Fee => {
  const nth = cancels.findIndex((entry) => entry.transactionKey === transactionKey);
  if (nth <= 0 || cancels[nth]?.refundable !== 0) return feeOf(method, cancel.amount);
  const whole = feeOf(method, amount);
  const before = cancels.slice(0, nth).map((entry) => feeOf(method, entry.amount));
  const sum = (of: keyof Fee) => before.reduce((total, fee) => total + fee[of], 0);
  return {
    supplyAmount: whole.supplyAmount - sum('supplyAmount'),
    vat: whole.vat - sum('vat'),
  };
};

export const settlementRow = (
  payment: PaymentRecord,
  transaction: TransactionRecord,
): SettlementRow => {
  const soldDate = kstDay(transaction.at);
  const { transactionKey, amount, at, isCancel } = transaction;
  return {
    transactionKey,
    paymentKey: payment.paymentKey,
    mId: payment.mId,
    isCancel,
    at,
    amount,
    ...(isCancel ? feeOfCancel(payment, transaction) : feeOf(payment.method, amount)),
    soldDate,
    paidOutDate: kstDayPlus(soldDate, payOutDays),
    anomalies: [],
  };
};

export type RestatedField = 'fee' | 'amount' | 'paidOutDate';

/** The row as it is shown after a restatement or an anomaly; what the contract says is lost from it. */
export const withAnomaly = (
  row: SettlementRow,
  kind: SettlementKind,
  field: RestatedField = 'fee',
): SettlementRow => {
  const anomalies = [...row.anomalies, kind];
  const dearer = { ...row, ...withVat(row.supplyAmount + 100), anomalies };
  switch (kind) {
    case 'fee':
      return dearer;
    case 'lateCancel':
      return { ...row, soldDate: kstDayPlus(row.soldDate, 10), anomalies };
    case 'restated':
      if (field === 'amount') return { ...row, amount: row.amount - 1, anomalies };
      return field === 'fee'
        ? dearer
        : { ...row, paidOutDate: kstDayPlus(row.paidOutDate, 1), anomalies };
    default:
      return { ...row, anomalies };
  }
};
