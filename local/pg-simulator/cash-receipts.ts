// Cash receipts: issued, cancelled in whole or in part, listed by the day of their request.
import { toMajor, toMinor } from './amounts.ts';
import type { Merchant } from './basic-auth.ts';
import { type CashReceiptRecord, receiptTypes } from './cash-receipt-record.ts';
import { kstDay, kstMoment, tossTime } from './clock.ts';
import type { Payload } from './payment-shape.ts';
import type { Program } from './program.ts';
import type { Body, Paper } from './record.ts';
import type { State } from './state.ts';

const currency = 'KRW';

const receiptShape = (record: CashReceiptRecord): Payload => ({
  receiptKey: record.receiptKey,
  issueNumber: String(record.requestedAt).slice(-9),
  issueStatus: 'COMPLETED',
  amount: toMajor(record.amount, currency),
  taxFreeAmount: toMajor(record.taxFree, currency),
  orderId: record.orderId,
  orderName: record.orderName,
  type: record.type,
  transactionType: record.cancels === null ? 'CONFIRM' : 'CANCEL',
  businessNumber: '1234567890',
  customerIdentityNumber: record.customerIdentityNumber,
  failure: null,
  requestedAt: tossTime(record.requestedAt),
  receiptUrl: `https://dashboard.tosspayments.com/receipt/cash/${record.receiptKey}`,
});

const paperOf = (kind: string, cashReceipt: CashReceiptRecord): Paper => ({
  kind,
  payload: receiptShape(cashReceipt),
  after: { cashReceipt },
});

const isText = (value: unknown, lengthMax: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= lengthMax;

export const issueCashReceipt = (
  program: Program,
  { mId }: Merchant,
  { body }: { readonly body: Body },
): Paper | string => {
  const { orderId, orderName, customerIdentityNumber } = body ?? {};
  const type = receiptTypes.find((known) => known === body?.['type']);
  const amount = toMinor(body?.['amount'], currency);
  const taxFree = toMinor(body?.['taxFreeAmount'] ?? 0, currency);
  if (type === undefined || !isText(orderId, 64) || !isText(orderName, 100)) {
    return 'INVALID_REQUEST';
  }
  if (!isText(customerIdentityNumber, 30)) return 'INVALID_REQUEST';
  if (amount === undefined || amount <= 0 || taxFree === undefined || taxFree < 0) {
    return 'INVALID_REQUEST';
  }
  const receiptKey = program.draws.receiptKey(orderId, program.state.cashReceipts.size);
  const requestedAt = program.clock.now();
  const words = { receiptKey, mId, orderId, orderName, type, customerIdentityNumber };
  return paperOf('receipt.issued', { ...words, amount, taxFree, cancels: null, requestedAt });
};

/** The receipt of a cancel has the key of the receipt it takes back, behind `c_`. */
export const cancelCashReceipt = (
  program: Program,
  { mId }: Merchant,
  { body, word }: { readonly body: Body; readonly word: string },
): Paper | string => {
  const { cashReceipts } = program.state;
  const receipt = cashReceipts.get(word);
  if (receipt?.mId !== mId) return 'NOT_FOUND';
  const receiptKey = `c_${word}`;
  const amount = toMinor(body?.['amount'] ?? toMajor(receipt.amount, currency), currency);
  const isFit = amount !== undefined && amount > 0 && amount <= receipt.amount;
  if (!isFit || receipt.cancels !== null || cashReceipts.has(receiptKey)) return 'INVALID_REQUEST';
  const requestedAt = program.clock.now();
  const taken = { ...receipt, receiptKey, amount, cancels: word, requestedAt };
  return paperOf('receipt.canceled', taken);
};

const sizeMax = 5_000;

/** @returns one page, or the code of the refusal. The cursor is the number of receipts before it. */
export const listCashReceipts = (
  { cashReceipts }: State,
  mId: string,
  query: URLSearchParams,
): Payload | string => {
  const requestDate = query.get('requestDate');
  const [first, size] = [Number(query.get('cursor') ?? 0), Number(query.get('limit') ?? 100)];
  if (kstMoment(requestDate) === undefined) return 'INVALID_DATE';
  const isPage = Number.isInteger(first) && first >= 0 && Number.isInteger(size);
  if (!isPage || size < 1 || size > sizeMax) return 'INVALID_REQUEST';
  const found = [...cashReceipts.values()].filter(
    (receipt) => receipt.mId === mId && kstDay(receipt.requestedAt) === requestDate,
  );
  const data = found.slice(first, first + size).map(receiptShape);
  const lastCursor = first + data.length;
  return { hasNext: lastCursor < found.length, lastCursor, data };
};
