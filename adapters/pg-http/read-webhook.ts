// Webhooks as Toss writes them, and the sandbox after it, in three shapes. Only what says where to look is taken out of
// one; the rest is never kept. Source: Toss specification, section 15.

import type { Digests } from '#core/kernel/ports.ts';
import type { PgNotice, WebhookFormat } from '#core/webhooks/ports.ts';
import { amountOf, fieldsOf, type JsonFields, parseFields, textOf } from './json-fields.ts';

/** The order numbers a payment of this PG can have; of anything else no payment of ours can be meant. */
const orderForm = /^[A-Za-z0-9_=-]{6,64}$/u;

const orderOf = (fields: JsonFields): string | undefined => {
  const orderId = textOf(fields['orderId']);
  return orderId !== undefined && orderForm.test(orderId) ? orderId : undefined;
};

/** At most 64 characters; a longer one is none of this PG. */
const transactionOf = (value: unknown): { readonly transactionKey?: string } => {
  const transactionKey = textOf(value);
  return transactionKey === undefined || transactionKey.length > 64 ? {} : { transactionKey };
};

const statusForm = /^[A-Z_]{1,40}$/u;

/** `{eventType, createdAt, data: Payment}`. */
const statusChanged = (event: string, data: JsonFields): PgNotice => {
  const pgOrderId = orderOf(data);
  const status = textOf(data['status']) ?? '';
  const total = amountOf(data['totalAmount'], textOf(data['currency']) ?? '');
  const amount =
    total === undefined
      ? {}
      : { amount: { minor: total.minor.toString(), currency: total.currency } };
  return {
    event,
    key: textOf(data['paymentKey']) ?? '',
    status,
    lastTransactionKey: textOf(data['lastTransactionKey']) ?? '',
    ...(pgOrderId !== undefined && statusForm.test(status)
      ? { hint: { pgOrderId, ...amount, ...transactionOf(data['lastTransactionKey']) } }
      : {}),
  };
};

/** `{createdAt, secret, status, transactionKey, orderId}`: flat, without a name of its own. */
const depositCallback = (fields: JsonFields, secret: string, digests: Digests): PgNotice => {
  const pgOrderId = orderOf(fields);
  const status = textOf(fields['status']) ?? '';
  return {
    event: 'DEPOSIT_CALLBACK',
    key: textOf(fields['orderId']) ?? '',
    status,
    lastTransactionKey: textOf(fields['transactionKey']) ?? '',
    ...(pgOrderId !== undefined && statusForm.test(status)
      ? {
          hint: {
            pgOrderId,
            ...transactionOf(fields['transactionKey']),
            secretDigest: digests.sha256Hex(secret),
          },
        }
      : {}),
  };
};

export const readWebhook =
  (digests: Digests): WebhookFormat['read'] =>
  (bytes) => {
    const fields = parseFields(bytes);
    if (fields === undefined) return undefined;
    const event = textOf(fields['eventType']);
    const data = fieldsOf(fields['data']);
    if (event === 'PAYMENT_STATUS_CHANGED' && data !== undefined) return statusChanged(event, data);
    const secret = textOf(fields['secret']);
    if (event === undefined && secret !== undefined) {
      return depositCallback(fields, secret, digests);
    }
    // Payouts, sellers, billing keys and what Toss adds without notice: taken, and of no use yet.
    return { event: event ?? '', key: '', status: '', lastTransactionKey: '' };
  };
