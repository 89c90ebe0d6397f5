// Paths and bodies of the three calls. Every path begins with `/v1/payments/`; ids from outside are
// one escaped segment of it and cannot lead anywhere else.
import type {
  PgCancelRequest,
  PgConfirmRequest,
  PgReadRequest,
} from '#core/payments/payment-gateway.ts';
import { writeFields } from './toss-json.ts';

/** @returns undefined for what cannot be one segment of a path. */
const segment = (text: string): string | undefined => {
  if (/^\.{0,2}$/u.test(text) || !text.isWellFormed()) return undefined;
  return encodeURIComponent(text);
};

export const confirmPath = '/v1/payments/confirm';

export const cancelPath = (paymentKey: string): string | undefined => {
  const key = segment(paymentKey);
  return key === undefined ? undefined : `/v1/payments/${key}/cancel`;
};

/** By payment key where there is one, else by order. */
export const readPath = ({ paymentKey, pgOrderId }: PgReadRequest): string | undefined => {
  const id = segment(paymentKey ?? pgOrderId);
  if (id === undefined) return undefined;
  return paymentKey === undefined ? `/v1/payments/orders/${id}` : `/v1/payments/${id}`;
};

export const confirmBody = ({ paymentKey, pgOrderId, amount }: PgConfirmRequest): string =>
  writeFields({ paymentKey, orderId: pgOrderId, amount });

const reasonMax = 200;

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
