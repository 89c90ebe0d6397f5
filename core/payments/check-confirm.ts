// What a confirm must find before anything is claimed or sent.

import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { isExpired, type Order, type PendingOrder, parsePgOrderId } from '#core/orders/order.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { readsAsLapsed } from './authorization.ts';
import { hasMovedOn } from './payment.ts';
import { type PaymentReads, presentPayment } from './present-payment.ts';

export interface ConfirmPayment {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  /** The order's id, or the PG order number of its checkout. */
  readonly orderId: string;
  readonly paymentKey?: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency?: string;
  /** Milliseconds the caller has left to live. */
  readonly remainingMs: () => number;
}

/** A call may take 10 s and its record 3 s. */
const timeNeededMs = 13_000;

/** Looked at before the claim and again after it, which may have taken its time. */
export const isShortOfTime = ({ remainingMs }: Pick<ConfirmPayment, 'remainingMs'>): boolean =>
  remainingMs() < timeNeededMs;

const required = (field: string): Answer =>
  refusal('VAL_001', { fieldErrors: [{ field, code: 'required' }] });

const operationUnderWay = refusal('PAY_004', null, 1);
export const inDoubtRetrySeconds = 5;

export const notPending = async (reads: PaymentReads, order: Order): Promise<Answer> =>
  order.status === 'PAID' || order.status === 'COMPLETED'
    ? refusal('PAY_003', await presentPayment(reads)(order.tenant, order.current.paymentId))
    : refusal('PAY_004');

/** Somebody holds the payment: wait, or read what its doubt becomes. */
const held = async (reads: PaymentReads, order: PendingOrder): Promise<Answer | undefined> => {
  const { tenant } = order;
  const found = await reads.payments.byId({ tenant, paymentId: order.current.paymentId });
  const view = present(found, 'an order has its current payment');
  if (view.payment.status === 'WAITING_FOR_DEPOSIT') return refusal('PAY_010');
  if (view.payment.status === 'IN_DOUBT') return refusal('PAY_004', null, inDoubtRetrySeconds);
  if (view.payment.openAttempt !== undefined || hasMovedOn(view.payment)) return operationUnderWay;
  // Reserved: it is captured or voided, and paid in no other way. One that has lapsed is being written off.
  if (view.payment.status !== 'AUTHORIZED') return undefined;
  return readsAsLapsed(view.payment, reads.clock.now()) ? operationUnderWay : refusal('PAY_010');
};

const asksForItsAmount = ({ amount, currency }: ConfirmPayment, order: PendingOrder): boolean =>
  amount === order.amount.minor && (currency === undefined || currency === order.amount.currency);

/** What the request itself says wrong, before anything else is looked at. */
const refusedRequest = (command: ConfirmPayment, order: PendingOrder): Answer | undefined => {
  const { number } = parsePgOrderId(command.orderId);
  if (number !== undefined && number !== order.current.number) return refusal('PAY_011');
  if (command.paymentKey === undefined) return required('paymentKey');
  return asksForItsAmount(command, order) ? undefined : refusal('PAY_007');
};

/**
 * What stands in the way by now: whoever holds the payment, and then the order's time, which is over only
 * where nobody holds it. The payment is read once, and only where one of the two may be.
 */
export const refusedAsItStands = async (
  reads: PaymentReads,
  order: PendingOrder,
  isRepeat: boolean,
): Promise<Answer | undefined> => {
  const isOver = isExpired(order, reads.clock.now());
  if (!isRepeat && !isOver) return undefined;
  return (await held(reads, order)) ?? (isOver ? refusal('PAY_004') : undefined);
};

const refusedForHaste = (command: ConfirmPayment): Answer | undefined =>
  isShortOfTime(command) ? refusal('SYS_003', null, 1) : undefined;

/**
 * @param isRepeat - A claim lost a condition before: the payment is read as well, to name the reason.
 * @returns The order that can be paid, or the refusal.
 */
export const checkConfirm =
  (reads: PaymentReads) =>
  async (
    command: ConfirmPayment,
    order: Order | undefined,
    isRepeat: boolean,
  ): Promise<Result<PendingOrder, Answer>> => {
    if (order === undefined) return err(refusal('ORD_001'));
    if (order.status !== 'PENDING') return err(await notPending(reads, order));
    if (order.cancelRequestedAt !== undefined) {
      return err(refusal('PAY_004', null, inDoubtRetrySeconds));
    }
    const refused =
      refusedRequest(command, order) ??
      (await refusedAsItStands(reads, order, isRepeat)) ??
      refusedForHaste(command);
    return refused === undefined ? ok(order) : err(refused);
  };
