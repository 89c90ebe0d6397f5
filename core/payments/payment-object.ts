// The payment as clients see it: complete and current, effective on read.

import { present } from '#core/kernel/assert.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { splitTax, toWire } from '#core/kernel/money.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { firstLook, slotAhead } from './attempt.ts';
import { readsAsLapsed } from './authorization.ts';
import { type Payment, readsAsInDoubt } from './payment.ts';

/** One entry per debit line, with the credit it meets; groups of two lines give one entry. */
export const ledgerEntries = (groups: readonly LedgerGroup[]): JsonObject[] =>
  groups.flatMap((group) => {
    const debits = group.lines.filter((line) => line.side === 'D');
    const credits = group.lines.filter((line) => line.side === 'C');
    const [one, several] = debits.length === 1 ? [debits, credits] : [credits, debits];
    const single = present(one[0], 'a ledger group has both sides').account;
    return several.map((line) => ({
      debitAccount: line.side === 'D' ? line.account : single,
      creditAccount: line.side === 'C' ? line.account : single,
      amount: toWire(line.amount),
      currency: group.currency,
      occurredAt: toIso(group.effectiveAt),
    }));
  });

/** What the PG calls a payment that it has only reserved. */
const reservedObject = ({ authorization }: Payment): JsonObject =>
  authorization === undefined
    ? {}
    : {
        pgTxId: authorization.pgTxId,
        ...(authorization.approvalNumber === undefined
          ? {}
          : { approvalNumber: authorization.approvalNumber }),
      };

/** When what is reserved lapses, as long as it can. */
export const authorizationObject = ({ status, authorization }: Payment): JsonObject =>
  authorization !== undefined && (status === 'AUTHORIZED' || status === 'IN_DOUBT')
    ? { authorizationExpiresAt: toIso(authorization.expiresAt) }
    : {};

const methodObject = (payment: Payment): JsonObject => {
  if (!('approval' in payment) || payment.approval === undefined) return reservedObject(payment);
  const { method, pgTxId, approvalNumber, receiptUrl, approvedAt } = payment.approval;
  return {
    pgTxId,
    method: { ...method },
    ...(approvalNumber === undefined ? {} : { approvalNumber }),
    ...(receiptUrl === undefined ? {} : { receiptUrl }),
    approvedAt: toIso(approvedAt),
  };
};

const operationOf = (payment: Payment): string =>
  payment.status === 'IN_DOUBT'
    ? payment.doubt.operation
    : present(payment.openAttempt, 'what reads as in doubt has an open attempt').op;

const accountObject = ({ virtualAccount }: Payment): JsonObject => {
  if (virtualAccount === undefined) return {};
  const { bankCode, accountNumber, dueAt } = virtualAccount;
  return { virtualAccount: { bankCode, accountNumber, dueAt: toIso(dueAt) } };
};

/** Since when a payment that reads as in doubt is so: as recorded, or from its deadline. */
const doubtSince = (payment: Payment): Instant =>
  payment.status === 'IN_DOUBT'
    ? payment.doubt.since
    : present(payment.openAttempt, 'what reads as in doubt has an open attempt').deadlineAt;

/** When the PG is read next, by the schedule of the doubt: whoever waits for it should ask again then. */
export const nextCheckOf = (payment: Payment, now: Instant): Instant =>
  (payment.status === 'IN_DOUBT' ? slotAhead(payment.doubt.since, now) : undefined) ??
  firstLook(now);

/** The doubt of a payment that reads as IN_DOUBT; written or not yet. */
const doubtObject = (payment: Payment, now: Instant): JsonObject => {
  if (!readsAsInDoubt(payment, now)) return {};
  const since = doubtSince(payment);
  const nextCheckAt = nextCheckOf(payment, now);
  const operation = operationOf(payment);
  return { inDoubt: { operation, since: toIso(since), nextCheckAt: toIso(nextCheckAt) } };
};

const endObject = (payment: Payment): JsonObject => ({
  ...('confirmedAt' in payment && payment.confirmedAt !== undefined
    ? { confirmedAt: toIso(payment.confirmedAt) }
    : {}),
  ...(payment.status === 'FAILED' ? { failedAt: toIso(payment.endedAt) } : {}),
  ...('failure' in payment && payment.failure !== undefined
    ? { failure: { ...payment.failure } }
    : {}),
});

/** @param isOrderExpired - The order reads as expired, so a READY payment does too. */
export const effectiveStatus = (payment: Payment, now: Instant, isOrderExpired = false): string => {
  if (readsAsInDoubt(payment, now)) return 'IN_DOUBT';
  if (readsAsLapsed(payment, now)) return 'EXPIRED';
  return payment.status === 'READY' && isOrderExpired ? 'EXPIRED' : payment.status;
};

/** A payment as a list shows it: without what other rows hold. */
export const paymentItem = (payment: Payment, now: Instant, isOrderExpired = false): JsonObject => {
  const { amounts, amount } = payment;
  const tax = splitTax(amount, payment.taxFree);
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    userId: payment.userId,
    provider: payment.provider,
    status: effectiveStatus(payment, now, isOrderExpired),
    amount: toWire(amount.minor),
    pgAmount: toWire(amount.minor),
    creditAmount: 0,
    currency: amount.currency,
    tax: {
      supply: toWire(tax.supply.minor),
      vat: toWire(tax.vat.minor),
      taxFree: toWire(tax.taxFree.minor),
    },
    authorizedAmount: toWire(
      payment.authorization === undefined ? amounts.captured.minor : amount.minor,
    ),
    capturedAmount: toWire(amounts.captured.minor),
    refundedAmount: toWire(amounts.refunded.minor),
    refundingAmount: toWire(amounts.refunding.minor),
    refundableAmount: toWire(amounts.refundable.minor),
    ...methodObject(payment),
    ...accountObject(payment),
    ...authorizationObject(payment),
    ...doubtObject(payment, now),
    ...endObject(payment),
    version: payment.version,
    createdAt: toIso(payment.createdAt),
  };
};

export const paymentObject = (
  payment: Payment,
  groups: readonly LedgerGroup[],
  now: Instant,
  isOrderExpired = false,
): JsonObject => ({
  ...paymentItem(payment, now, isOrderExpired),
  ledgerEntries: ledgerEntries(groups),
});
