// Shows a payment as it is now: for reads, for answers past their life, and as the truth of an
// operation that nobody may repeat yet.
import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { isZero } from '#core/kernel/money.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { captureKey, deliverKey, reversalKey } from '#core/ledger/movements.ts';
import { type Attempt, doubtOf, isOpen } from './attempt.ts';
import { inDoubtAnswer } from './in-doubt-answer.ts';
import type { Payment } from './payment.ts';
import { nextCheckOf, paymentObject } from './payment-object.ts';
import type { LedgerReads, Payments, PaymentView } from './ports.ts';
import { twoStepObject } from './two-step-object.ts';

export interface PaymentReads {
  readonly payments: Payments;
  readonly ledger: LedgerReads;
  readonly clock: Clock;
}

/** A sale is its order's, and belongs to the payment that took the money: of several the others took none. */
const takenKeysOf = ({ paymentId, orderId, amounts, reversals }: Payment): string[] =>
  isZero(amounts.captured) && reversals === undefined
    ? []
    : [undefined, ...(reversals ?? [])].flatMap((reversal, nth) => [
        ...(reversal === undefined ? [] : [reversalKey(reversal)]),
        captureKey(paymentId, nth),
        deliverKey(orderId, nth),
      ]);

/** The effect keys a payment can have posted under, in the order they happen. */
export const effectKeysOf = ({ payment, refunds }: PaymentView): string[] => [
  ...(payment.authorization === undefined
    ? []
    : ['open', 'close'].map((step) => `auth:${payment.paymentId}:${step}`)),
  ...takenKeysOf(payment),
  ...refunds.flatMap(({ refundId }) =>
    ['claim', 'fail', 'reclaim', 'done'].map((step) => `refund:${refundId}:${step}`),
  ),
];

export const groupsOf = (
  reads: PaymentReads,
  view: PaymentView,
): Promise<readonly LedgerGroup[]> => {
  const { payment } = view;
  const isPosted =
    payment.amounts.captured.minor > 0n ||
    payment.authorization !== undefined ||
    payment.reversals !== undefined;
  if (!isPosted) return Promise.resolve([]);
  return reads.ledger.groups({ tenant: payment.tenant, effectKeys: effectKeysOf(view) });
};

export const paymentNow = async (reads: PaymentReads, view: PaymentView): Promise<JsonObject> =>
  paymentObject(view.payment, await groupsOf(reads, view), reads.clock.now());

/** @returns null when there is no such payment of this tenant. */
export const presentPayment =
  (reads: PaymentReads) =>
  async (tenant: Tenant, paymentId: PaymentId): Promise<JsonObject | null> => {
    const view = await reads.payments.byId({ tenant, paymentId });
    return view === undefined ? null : paymentNow(reads, view);
  };

/** The code under which a payment that took no money ended. */
const endCode = (payment: Payment): 'PAY_002' | 'PAY_011' | 'PAY_014' => {
  if (payment.status === 'EXPIRED') return 'PAY_011';
  return payment.status === 'FAILED' && payment.failure?.type === 'CONFIG' ? 'PAY_014' : 'PAY_002';
};

/** In the shape of the route that asked for it. */
const succeededNow = async (
  reads: PaymentReads,
  view: PaymentView,
  { idempotency }: Attempt,
): Promise<JsonObject> =>
  idempotency?.shape === 'TWO_STEP'
    ? twoStepObject(view.payment, await groupsOf(reads, view), reads.clock.now())
    : paymentNow(reads, view);

/**
 * The truth of a call that was claimed before under this scope.
 *
 * @returns undefined when nothing of it is open or done, so that the caller may claim again.
 */
export const presentTruth =
  (reads: PaymentReads) =>
  async (
    tenant: Tenant,
    paymentId: PaymentId | undefined,
    scope: string,
  ): Promise<Answer | undefined> => {
    if (paymentId === undefined) return undefined;
    const view = await reads.payments.byId({ tenant, paymentId });
    const mine = view?.attempts.findLast((one) => one.idempotency?.scope === scope);
    if (view === undefined || mine === undefined) return undefined;

    const now = reads.clock.now();
    const { payment } = view;
    if (isOpen(mine)) {
      return inDoubtAnswer(payment, mine, doubtOf(mine), nextCheckOf(payment, now));
    }
    if (mine.state === 'SUCCEEDED') {
      const shown = await succeededNow(reads, view, mine);
      return payment.status === 'WAITING_FOR_DEPOSIT' ? accepted(shown) : done(shown);
    }
    if (mine.state !== 'DECLINED') return undefined;
    return refusal(endCode(payment), { payment: await paymentNow(reads, view) });
  };
