// Paths and bodies of the calls. Every path lies below the root of its protocol; ids from outside are
// one escaped segment of it and cannot lead anywhere else.
import type {
  PgCancelRequest,
  PgConfirmRequest,
  PgReadRequest,
} from '#core/payments/payment-gateway.ts';
import { writeFields } from './json-fields.ts';

/** @returns undefined for what cannot be one segment of a path. */
const segment = (text: string): string | undefined => {
  if (/^\.{0,2}$/u.test(text) || !text.isWellFormed()) return undefined;
  return encodeURIComponent(text);
};

export const confirmPath = '/confirm';

export const authorizePath = '/authorize';

/** @param word - What is done to the payment: `cancel`. */
export const pathOf = (paymentKey: string, word: string): string | undefined => {
  const key = segment(paymentKey);
  return key === undefined ? undefined : `/${key}/${word}`;
};

export const cancelPath = (paymentKey: string): string | undefined => pathOf(paymentKey, 'cancel');

/** By payment key where there is one, else by order. */
export const readPath = ({ paymentKey, pgOrderId }: PgReadRequest): string | undefined => {
  const id = segment(paymentKey ?? pgOrderId);
  if (id === undefined) return undefined;
  return paymentKey === undefined ? `/orders/${id}` : `/${id}`;
};

export const confirmBody = ({ paymentKey, pgOrderId, amount }: PgConfirmRequest): string =>
  writeFields({ paymentKey, orderId: pgOrderId, amount });

export const reasonMax = 200;

/** The reason ends with our mark, whatever has to be cut for it: by the mark a read finds our cancel. */
const markedReason = (reason: string, mark: string): string => {
  const words = reason.endsWith(mark) ? reason.slice(0, -mark.length) : `${reason} `;
  return `${words.slice(0, reasonMax - mark.length).toWellFormed()}${mark}`;
};

/** Always with amount, currency and the balance by our books: the PG's optimistic lock. */
const receiver = ({ refundAccount }: PgCancelRequest) =>
  refundAccount === undefined
    ? {}
    : {
        refundReceiveAccount: {
          bank: refundAccount.bankCode,
          accountNumber: refundAccount.accountNumber,
          holderName: refundAccount.holderName,
        },
      };

export const cancelBody = (request: PgCancelRequest): string => {
  const { amount, refundable, reason, mark } = request;
  return writeFields({
    cancelReason: markedReason(reason, mark),
    cancelAmount: amount,
    currency: amount.currency,
    refundableAmount: refundable,
    ...receiver(request),
  });
};
