// A record in the words of Toss: the Payment object, version 2022-11-16.
import { toMajor, vatOf } from './amounts.ts';
import { tossTime } from './clock.ts';
import { type Language, messageOf } from './error-catalogue.ts';
import {
  authorizationEnd,
  type CancelRecord,
  type PaymentMethod,
  type PaymentRecord,
} from './payment-record.ts';

export type Payload = Record<string, unknown>;

export const koreanMethod: Readonly<Record<PaymentMethod, string>> = {
  CARD: '카드',
  EASY_PAY: '간편결제',
  TRANSFER: '계좌이체',
  MOBILE_PHONE: '휴대폰',
  CULTURE_GIFT_CERTIFICATE: '문화상품권',
  VIRTUAL_ACCOUNT: '가상계좌',
};

const englishWords: Readonly<Record<string, string>> = {
  카드: 'CARD',
  간편결제: 'EASY_PAY',
  계좌이체: 'TRANSFER',
  휴대폰: 'MOBILE_PHONE',
  문화상품권: 'CULTURE_GIFT_CERTIFICATE',
  가상계좌: 'VIRTUAL_ACCOUNT',
  일반: 'NORMAL',
  신용: 'CREDIT',
  개인: 'PERSONAL',
  토스페이: 'TOSSPAY',
};

const cancelShape = (entry: CancelRecord, currency: string): Payload => ({
  transactionKey: entry.transactionKey,
  cancelReason: entry.reason,
  taxExemptionAmount: toMajor(entry.taxExemption, currency),
  canceledAt: tossTime(entry.at),
  cardDiscountAmount: 0,
  transferDiscountAmount: 0,
  easyPayDiscountAmount: 0,
  receiptKey: null,
  cancelAmount: toMajor(entry.amount, currency),
  taxFreeAmount: toMajor(entry.taxFree, currency),
  refundableAmount: toMajor(entry.refundable, currency),
  cancelStatus: entry.status,
  cancelRequestId: null,
});

const cardShape = (payment: PaymentRecord): Payload => ({
  issuerCode: '61',
  acquirerCode: '31',
  number: '12345678****789*',
  installmentPlanMonths: 0,
  isInterestFree: false,
  interestPayer: null,
  approveNo: payment.approveNo,
  useCardPoint: false,
  cardType: '신용',
  ownerType: '개인',
  acquireStatus: payment.status === 'CANCELED' ? 'CANCELED' : 'READY',
  amount: toMajor(payment.amount, payment.currency),
});

const refundStatusOf = ({ cancels, approvedAt }: PaymentRecord): string => {
  const last = approvedAt === null ? undefined : cancels.at(-1);
  if (last === undefined) return 'NONE';
  return last.status === 'ABORTED' ? 'FAILED' : last.status === 'DONE' ? 'COMPLETED' : 'PENDING';
};

const accountShape = (payment: PaymentRecord): Payload | null => {
  const { virtualAccount: account } = payment;
  return (
    account && {
      accountType: '일반',
      accountNumber: account.accountNumber,
      bankCode: account.bankCode,
      customerName: '구매자',
      depositorName: null,
      dueDate: tossTime(account.dueAt),
      expired: account.isExpired,
      settlementStatus: 'INCOMPLETED',
      refundStatus: refundStatusOf(payment),
      refundReceiveAccount: account.refundAccount,
    }
  );
};

/** The parts that depend on the method; all null until the buyer's choice has been approved. */
const methodShape = (payment: PaymentRecord): Payload => {
  const isChosen = payment.approvedAt !== null;
  const only = (method: PaymentMethod, part: () => Payload) =>
    isChosen && payment.method === method ? part() : null;
  const settlementStatus = 'INCOMPLETED';
  return {
    card: only('CARD', () => cardShape(payment)),
    virtualAccount: accountShape(payment),
    transfer: only('TRANSFER', () => ({ bankCode: '88', settlementStatus })),
    mobilePhone: only('MOBILE_PHONE', () => ({
      customerMobilePhone: '010****1234',
      settlementStatus,
      receiptUrl: `https://dashboard.tosspayments.com/receipt/${payment.paymentKey}`,
    })),
    giftCertificate: only('CULTURE_GIFT_CERTIFICATE', () => ({
      approveNo: payment.approveNo,
      settlementStatus,
    })),
    easyPay: only('EASY_PAY', () => ({
      provider: '토스페이',
      amount: toMajor(payment.amount, payment.currency),
      discountAmount: 0,
    })),
  };
};

const amountShape = (payment: PaymentRecord): Payload => {
  const { currency, balance, taxFree, taxExemption } = payment;
  const vat = vatOf(balance, taxFree, taxExemption);
  return {
    currency,
    totalAmount: toMajor(payment.amount, currency),
    balanceAmount: toMajor(balance, currency),
    suppliedAmount: toMajor(balance - vat - taxFree - taxExemption, currency),
    vat: toMajor(vat, currency),
    taxFreeAmount: toMajor(taxFree, currency),
    taxExemptionAmount: toMajor(taxExemption, currency),
  };
};

const hasMethod = ({ status }: PaymentRecord) => !['READY', 'EXPIRED', 'ABORTED'].includes(status);

/** The one field the sandbox protocol adds: a payment of Toss never has it. */
const authorizationShape = (payment: PaymentRecord): Payload => {
  const end = authorizationEnd(payment);
  return end === undefined ? {} : { authorizationExpiresAt: tossTime(end) };
};

/** The true Payment object, without any lie. */
export const paymentShape = (payment: PaymentRecord): Payload => ({
  mId: payment.mId,
  lastTransactionKey: payment.lastTransactionKey,
  paymentKey: payment.paymentKey,
  orderId: payment.orderId,
  orderName: payment.orderName,
  status: payment.status,
  requestedAt: tossTime(payment.requestedAt),
  approvedAt: payment.approvedAt === null ? null : tossTime(payment.approvedAt),
  ...authorizationShape(payment),
  useEscrow: false,
  cultureExpense: false,
  ...methodShape(payment),
  cashReceipt: null,
  cashReceipts: null,
  discount: null,
  cancels: payment.cancels.length
    ? payment.cancels.map((entry) => cancelShape(entry, payment.currency))
    : null,
  secret: payment.secret,
  type: payment.billing ? 'BILLING' : 'NORMAL',
  country: 'KR',
  failure: payment.failure && { code: payment.failure, message: messageOf(payment.failure) },
  isPartialCancelable: !(payment.method === 'CARD' && payment.taxExemption > 0),
  receipt:
    payment.approvedAt === null
      ? null
      : { url: `https://dashboard.tosspayments.com/receipt/${payment.paymentKey}` },
  checkout: { url: `https://api.tosspayments.com/v1/payments/${payment.paymentKey}/checkout` },
  ...amountShape(payment),
  method: hasMethod(payment) ? koreanMethod[payment.method] : null,
  version: '2022-11-16',
  metadata: payment.metadata,
});

const translated = (value: unknown): unknown =>
  typeof value === 'string' ? (englishWords[value] ?? value) : value;

const part = (payload: Payload, name: string): Payload | null =>
  (payload[name] as Payload | null | undefined) ?? null;

/** Enum values as `Accept-Language: en-US` gets them. */
export const inEnglish = (payload: Payload): Payload => {
  const card = part(payload, 'card');
  const easyPay = part(payload, 'easyPay');
  const account = part(payload, 'virtualAccount');
  return {
    ...payload,
    method: translated(payload['method']),
    card: card && {
      ...card,
      cardType: translated(card['cardType']),
      ownerType: translated(card['ownerType']),
    },
    easyPay: easyPay && { ...easyPay, provider: translated(easyPay['provider']) },
    virtualAccount: account && { ...account, accountType: translated(account['accountType']) },
  };
};

/** F14: fields we never heard of, null fields gone, English words. */
export const drifted = (payload: Payload): Payload => ({
  ...Object.fromEntries(Object.entries(inEnglish(payload)).filter(([, value]) => value !== null)),
  settlementHint: { band: 'B', scores: [1, 2] },
  paymentFlow: 'UNDOCUMENTED',
});

/** F13 and F27 as the reader sees them; the payload given in stays true. */
export const withStandingLies = (payload: Payload, lies: PaymentRecord['lies']): Payload => {
  let seen = payload;
  if (lies.integrity === 'totalAmount') {
    seen = { ...seen, totalAmount: (seen['totalAmount'] as number) + 1 };
  }
  if (lies.integrity === 'orderId') seen = { ...seen, orderId: `${seen['orderId'] as string}-x` };
  const card = part(seen, 'card');
  if (lies.unknownEnum === 'cardType' && card) {
    return { ...seen, card: { ...card, cardType: '선불' } };
  }
  if (lies.unknownEnum === 'method') return { ...seen, method: '가상화폐' };
  if (lies.unknownEnum !== null) return { ...seen, status: 'SETTLEMENT_HELD' };
  return seen;
};

export const errorShape = (code: string, language: Language): Payload => ({
  code,
  message: messageOf(code, language),
});
