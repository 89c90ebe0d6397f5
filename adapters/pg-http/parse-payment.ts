// The PG's Payment object in our words. Strict about money and ids, tolerant about everything else:
// fields are added to it without notice.
import { type Instant, parseInstant } from '#core/kernel/instant.ts';
import type { PaymentMethod } from '#core/payments/payment.ts';
import type { PgCancel, PgPayment, PgVirtualAccount } from '#core/payments/payment-gateway.ts';
import { amountOf, countOf, fieldsOf, type JsonFields, listOf, textOf } from './json-fields.ts';
import { methodTypeOf, statusOf } from './payment-words.ts';

const instantOf = (value: unknown): Instant | undefined => parseInstant(textOf(value) ?? '');

const parseCancel = (value: unknown, currency: string): PgCancel | undefined => {
  const fields = fieldsOf(value);
  const amount = amountOf(fields?.['cancelAmount'], currency);
  const transactionKey = textOf(fields?.['transactionKey']);
  if (fields === undefined || amount === undefined || transactionKey === undefined) {
    return undefined;
  }
  return {
    transactionKey,
    amount,
    reason: textOf(fields['cancelReason']) ?? '',
    isDone: fields['cancelStatus'] === 'DONE',
    ...(fields['cancelStatus'] === 'ABORTED' && { isRefused: true }),
    canceledAt: instantOf(fields['canceledAt']),
  };
};

/** A due date may come without its offset, which is Seoul's then. */
const dueDateOf = (value: unknown): Instant | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : (parseInstant(text) ?? parseInstant(`${text}+09:00`));
};

const parseAccount = (value: unknown): PgVirtualAccount | undefined => {
  const fields = fieldsOf(value);
  const bankCode = textOf(fields?.['bankCode']);
  const accountNumber = textOf(fields?.['accountNumber']);
  const dueAt = dueDateOf(fields?.['dueDate']);
  return bankCode === undefined || accountNumber === undefined || dueAt === undefined
    ? undefined
    : { bankCode, accountNumber, dueAt };
};

/** What only a payment into a virtual account has; the secret belongs to its callbacks. */
const parseDeposit = (payment: JsonFields): Pick<PgPayment, 'virtualAccount' | 'secret'> => {
  const virtualAccount = parseAccount(payment['virtualAccount']);
  const secret = textOf(payment['secret']);
  if (virtualAccount === undefined) return {};
  return { virtualAccount, ...(secret !== undefined && { secret }) };
};

/** One entry we cannot read makes the whole list unreadable: it may be the one that is ours. */
const parseCancels = (value: unknown, currency: string): PgCancel[] | undefined => {
  const cancels = listOf(value)?.map((entry) => parseCancel(entry, currency));
  return cancels?.every((entry) => entry !== undefined) ? cancels : undefined;
};

/** Only a masked number is ever passed on. */
const maskedOf = (card: JsonFields | undefined): string | undefined => {
  const number = textOf(card?.['number']);
  return number?.includes('*') ? number : undefined;
};

const parseMethod = (payment: JsonFields): PaymentMethod | undefined => {
  const type = methodTypeOf(textOf(payment['method']) ?? '');
  if (type === undefined) return undefined;
  const card = fieldsOf(payment['card']);
  const easyPayProvider = textOf(fieldsOf(payment['easyPay'])?.['provider']);
  const cardMasked = maskedOf(card);
  const installmentMonths = countOf(card?.['installmentPlanMonths']);
  return {
    type,
    ...(easyPayProvider !== undefined && { easyPayProvider }),
    ...(cardMasked !== undefined && { cardMasked }),
    ...(installmentMonths !== undefined && { installmentMonths }),
  };
};

const parseDetails = (
  payment: JsonFields,
): Pick<
  PgPayment,
  'lastTransactionKey' | 'method' | 'approvalNumber' | 'receiptUrl' | 'requestedAt' | 'approvedAt'
> => ({
  lastTransactionKey: textOf(payment['lastTransactionKey']) ?? textOf(payment['transactionKey']),
  method: parseMethod(payment),
  approvalNumber:
    textOf(fieldsOf(payment['card'])?.['approveNo']) ??
    textOf(fieldsOf(payment['giftCertificate'])?.['approveNo']),
  receiptUrl:
    textOf(fieldsOf(payment['receipt'])?.['url']) ??
    textOf(fieldsOf(payment['mobilePhone'])?.['receiptUrl']),
  requestedAt: instantOf(payment['requestedAt']),
  approvedAt: instantOf(payment['approvedAt']),
});

const parseAuthorization = (payment: JsonFields): Pick<PgPayment, 'authorizationExpiresAt'> => {
  const authorizationExpiresAt = instantOf(payment['authorizationExpiresAt']);
  return authorizationExpiresAt === undefined ? {} : { authorizationExpiresAt };
};

/** @returns undefined when an id, the status or an amount is missing or makes no sense. */
export const parsePayment = (
  payment: JsonFields | undefined,
  hasAuthorizations = false,
): PgPayment | undefined => {
  const paymentKey = textOf(payment?.['paymentKey']);
  const pgOrderId = textOf(payment?.['orderId']);
  const status = textOf(payment?.['status']);
  const currency = textOf(payment?.['currency']) ?? '';
  const total = amountOf(payment?.['totalAmount'], currency);
  const balance = amountOf(payment?.['balanceAmount'], currency);
  const cancels = parseCancels(payment?.['cancels'], currency);
  if (
    payment === undefined ||
    paymentKey === undefined ||
    pgOrderId === undefined ||
    status === undefined ||
    total === undefined ||
    balance === undefined ||
    cancels === undefined
  ) {
    return undefined;
  }
  return {
    paymentKey,
    pgOrderId,
    status: statusOf(status, hasAuthorizations),
    total,
    balance,
    cancels,
    ...parseDetails(payment),
    ...parseDeposit(payment),
    ...parseAuthorization(payment),
  };
};
