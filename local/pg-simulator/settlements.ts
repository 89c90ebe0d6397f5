// GET /v1/settlements, and the control calls that close a day and spoil a row of it.
import { toMajor } from './amounts.ts';
import { kstDay, kstMoment, tossTime } from './clock.ts';
import type { PaymentRecord } from './payment-record.ts';
import { koreanMethod, type Payload, paymentShape } from './payment-shape.ts';
import { commit, type Program } from './program.ts';
import { listQuery, pageOf } from './query.ts';
import {
  type RestatedField,
  type SettlementKind,
  type SettlementRow,
  settlementKinds,
  settlementRow,
  withAnomaly,
} from './settlement-row.ts';
import type { State } from './state.ts';
import { movedMoney } from './transactions.ts';
import { ControlRefusal } from './wire.ts';

const feesOf = (fee: number, row: SettlementRow, state: State): Payload => {
  const shown = state.switches['settle.fees'];
  if (row.anomalies.includes('noFees')) return {};
  return {
    ...(shown !== 'fees' && { fee }),
    ...(shown !== 'fee' && { fees: [{ type: 'BASE', fee }] }),
  };
};

const settlementShape = (row: SettlementRow, payment: PaymentRecord, state: State): Payload => {
  const whole = paymentShape(payment);
  const isTurned = row.isCancel !== row.anomalies.includes('wrongSign');
  const signed = (minor: number): number => (isTurned ? -1 : 1) * toMajor(minor, payment.currency);
  const fee = row.supplyAmount + row.vat;
  const cancels = whole['cancels'] as readonly Payload[] | null;
  const parts = ['card', 'virtualAccount', 'transfer', 'mobilePhone', 'giftCertificate', 'easyPay'];
  return {
    mId: row.mId,
    paymentKey: row.paymentKey,
    transactionKey: row.transactionKey,
    orderId: payment.orderId,
    currency: payment.currency,
    method: koreanMethod[payment.method],
    amount: signed(row.amount),
    interestFee: 0,
    ...feesOf(signed(fee), row, state),
    supplyAmount: signed(row.supplyAmount),
    vat: signed(row.vat),
    payOutAmount: signed(row.amount - fee),
    approvedAt: tossTime(row.at),
    soldDate: row.soldDate,
    paidOutDate: row.paidOutDate,
    ...Object.fromEntries(parts.map((name) => [name, whole[name] ?? null])),
    cancel: cancels?.find(({ transactionKey }) => transactionKey === row.transactionKey) ?? null,
  };
};

const timesShown = ({ anomalies }: SettlementRow): number => {
  if (anomalies.includes('missing')) return 0;
  return anomalies.includes('duplicate') ? 2 : 1;
};

const shapesOf = (row: SettlementRow, state: State): Payload[] => {
  const payment = state.payments.get(row.paymentKey)?.current;
  if (!payment) return [];
  return Array.from({ length: timesShown(row) }, () => settlementShape(row, payment, state));
};

/** @returns the rows of one page, or the code of the refusal. */
export const listSettlements = (
  state: State,
  mId: string,
  query: URLSearchParams,
): Payload[] | string => {
  const asked = listQuery(query, 'size');
  if (typeof asked === 'string') return asked;
  const dateType = query.get('dateType') ?? 'soldDate';
  const page = pageOf(query);
  if ((dateType !== 'soldDate' && dateType !== 'paidOutDate') || page === undefined) {
    return 'INVALID_REQUEST';
  }
  const isAsked = (row: SettlementRow): boolean => {
    const at = kstMoment(row[dateType]) ?? 0;
    return row.mId === mId && at >= asked.from && at < asked.to;
  };
  return [...state.settlements.values()]
    .filter(isAsked)
    .flatMap((row) => shapesOf(row, state))
    .slice((page - 1) * asked.size, page * asked.size);
};

/** Builds a row for each transaction of a day that has none yet; closing a day again adds what came late. */
export const closeSettlements = (
  program: Program,
  { date }: { readonly date?: unknown },
): { readonly closed: number } => {
  const day = String(date);
  if (kstMoment(day) === undefined || day.length !== 10) {
    throw new ControlRefusal(400, 'date is a day, yyyy-MM-dd');
  }
  if (day > kstDay(program.clock.now())) throw new ControlRefusal(400, `${day} has not begun yet`);
  const settlements = movedMoney(program.state)
    .filter(({ transaction: { at } }) => kstDay(at) === day)
    .filter(({ transaction }) => !program.state.settlements.has(transaction.transactionKey))
    .map(({ payment, transaction }) => settlementRow(payment, transaction));
  commit(program, { kind: 'settlements.closed', after: { settlements } });
  return { closed: settlements.length };
};

export interface Restatement {
  readonly transactionKey: string;
  readonly kind: SettlementKind;
  /** Of a restated row. */
  readonly field?: RestatedField;
}

const checkedRestatement = (program: Program, wanted: Restatement): SettlementRow => {
  const { transactionKey, kind, field = 'fee' } = wanted;
  const row = program.state.settlements.get(transactionKey);
  if (!row) throw new ControlRefusal(404, `no settled transaction ${transactionKey}`);
  if (!settlementKinds.includes(kind)) {
    throw new ControlRefusal(400, `kind is one of ${settlementKinds.join(', ')}`);
  }
  if (!['fee', 'amount', 'paidOutDate'].includes(field)) {
    throw new ControlRefusal(400, 'field is one of fee, amount, paidOutDate');
  }
  if (kind === 'lateCancel' && !row.isCancel) {
    throw new ControlRefusal(400, `${transactionKey} is no cancel`);
  }
  return row;
};

/** F23 and F24. @returns the rows of that transaction as the list shows them, before and after. */
export const restateSettlement = (program: Program, wanted: Restatement) => {
  const row = checkedRestatement(program, wanted);
  const before = shapesOf(row, program.state);
  const fault = wanted.kind === 'restated' ? 'F23' : 'F24';
  commit(program, {
    kind: `settlements.${fault}`,
    after: { settlements: [withAnomaly(row, wanted.kind, wanted.field)] },
  });
  const now = program.state.settlements.get(row.transactionKey) ?? row;
  return { fault, before, after: shapesOf(now, program.state) };
};
