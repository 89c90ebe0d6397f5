// What a refund must find before anything is reserved or sent.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { PaymentId, RefundId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { isLess, isZero, type Money, money, type TaxSplit, toWire } from '#core/kernel/money.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Order } from '#core/orders/order.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import {
  type EndedPayment,
  isDeposit,
  type Payment,
  readsAsInDoubt,
  type TakenPayment,
} from '#core/payments/payment.ts';
import type { RefundAccount } from '#core/payments/payment-gateway.ts';
import { isDelivered } from '#core/payments/payment-returns.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { isRefundQueued, type Refund } from './refund.ts';
import { fitsTax, shareTax, taxLeft } from './refund-tax.ts';

export interface RequestRefund {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  readonly paymentId: PaymentId;
  /** The caller's own id; without it the engine makes one. */
  readonly refundId?: RefundId;
  /** Minor units. Left out: everything refundable. */
  readonly amount?: bigint;
  readonly expectedRefundable?: bigint;
  readonly taxFreeAmount?: bigint;
  readonly reason: string;
  /** Where a deposit goes back to. */
  readonly refundAccount?: RefundAccount;
  /** Only an operator returns late money: to a merchant its payment has ended. */
  readonly byOperator?: true;
  /** The two-step spelling answers with the payment. */
  readonly shape?: 'TWO_STEP';
  /** Milliseconds the caller has left to live. */
  readonly remainingMs: () => number;
}

/** What can be reserved: how much, how it is taxed, and whether it has to wait for its turn. */
export interface Refundable {
  readonly payment: TakenPayment | EndedPayment;
  readonly amount: Money;
  /** Absent of late money: nothing was ever delivered for it. */
  readonly tax?: TaxSplit;
  readonly isQueued: boolean;
  /** A deposit cannot go back the way it came, and nobody has said where to. */
  readonly isAccountMissing: boolean;
}

/** A call may take 10 s and its record 3 s, after the pause between two cancels. */
const timeNeededMs = 15_000;
const dayMs = 86_400_000;
const inDoubtRetrySeconds = 5;

/** A payment that had ended was captured after all, as the refund tells that this began with. */
const isLate = (payment: Payment, refunds: readonly Refund[]): payment is EndedPayment =>
  'endedAt' in payment && refunds.some(({ origin }) => origin === 'LATE_SUCCESS');

/** APPROVED: its saga runs, and returns the money itself when the order is cancelled. */
const refusedByState = (payment: Payment, now: Instant): Answer => {
  if (readsAsInDoubt(payment, now)) return refusal('PAY_004', null, inDoubtRetrySeconds);
  return refusal(payment.status === 'APPROVED' ? 'PAY_004' : 'PAY_010');
};

const exceeds = ({ amounts }: Payment): Answer =>
  refusal('REF_002', { refundableAmount: toWire(amounts.refundable.minor) });

const hasMoved = ({ amounts }: Payment): Answer =>
  refusal('REF_003', { refundableAmount: toWire(amounts.refundable.minor) });

/** Over the method's or the policy's time, counted from the approval. */
const isTooLate = (
  { approval }: TakenPayment,
  { terms: { refundWindowDays } }: Order,
  now: Instant,
): boolean =>
  refundWindowDays !== undefined && now >= plus(approval.approvedAt, refundWindowDays * dayMs);

/** All that is left can always go back; only parts of it are counted. */
const isOnePartTooMany = (
  { amounts }: TakenPayment,
  amount: Money,
  refunds: readonly Refund[],
  { terms: { refundPartialsMax } }: Order,
): boolean => {
  if (refundPartialsMax === undefined || !isLess(amount, amounts.refundable)) return false;
  const parts = refunds.filter(({ origin, status }) => origin === 'REQUEST' && status !== 'FAILED');
  return parts.length >= refundPartialsMax;
};

const refusedAmount = (command: RequestRefund, payment: Payment): Answer | undefined => {
  const { refundable } = payment.amounts;
  const { amount = refundable.minor, expectedRefundable = refundable.minor } = command;
  if (expectedRefundable !== refundable.minor) return hasMoved(payment);
  return isZero(refundable) || amount > refundable.minor ? exceeds(payment) : undefined;
};

const refusedTerms = (
  payment: TakenPayment,
  amount: Money,
  { refunds }: PaymentView,
  order: Order,
  now: Instant,
): Answer | undefined => {
  if (isTooLate(payment, order, now)) return refusal('REF_006');
  return isOnePartTooMany(payment, amount, refunds, order) ? refusal('REF_009') : undefined;
};

/** The parts of what was sold, within its terms. */
const soldPart = (
  { taxFreeAmount }: RequestRefund,
  payment: TakenPayment,
  amount: Money,
  view: PaymentView,
  { order, now }: { readonly order: Order; readonly now: Instant },
): Result<{ readonly tax: TaxSplit }, Answer> => {
  const refused = refusedTerms(payment, amount, view, order, now);
  if (refused !== undefined) return err(refused);
  const left = taxLeft(payment, view.refunds);
  const taxFree = taxFreeAmount === undefined ? undefined : money(taxFreeAmount, amount.currency);
  if (taxFree !== undefined && !fitsTax(amount, taxFree, left)) return err(exceeds(payment));
  return ok({ tax: shareTax(amount, left, taxFree) });
};

/** @returns What may be reserved of the payment as it was read, or the refusal. */
export const checkRefund = (
  command: RequestRefund,
  view: PaymentView,
  order: Order,
  now: Instant,
): Result<Refundable, Answer> => {
  const { payment, refunds } = view;
  const isAsked = isDelivered(payment) || (command.byOperator === true && isLate(payment, refunds));
  if (!isAsked) return err(refusedByState(payment, now));
  const { refundable } = payment.amounts;
  const amount = money(command.amount ?? refundable.minor, refundable.currency);
  const refused = refusedAmount(command, payment);
  if (refused !== undefined) return err(refused);

  // No sale's terms bind the return of late money.
  const part = isDelivered(payment)
    ? soldPart(command, payment, amount, view, { order, now })
    : ok({});
  if (!part.ok) return part;
  const isQueued = payment.openAttempt !== undefined || isRefundQueued(refunds);
  if (command.remainingMs() < timeNeededMs) return err(refusal('SYS_003', null, 1));
  const isAccountMissing = isDeposit(payment) && command.refundAccount === undefined;
  return ok({ payment, amount, ...part.value, isQueued, isAccountMissing });
};

/** True where a repeat under the same `refundId` names nothing else. What was never sold has no part free of tax. */
export const isSameRefund = ({ amount, taxFreeAmount }: RequestRefund, refund: Refund): boolean =>
  (amount === undefined || amount === refund.amount.minor) &&
  (taxFreeAmount === undefined ||
    refund.tax === undefined ||
    taxFreeAmount === refund.tax.taxFree.minor);
