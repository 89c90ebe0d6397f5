// A payment's turn has come: a cancel that is noted on what waits for a deposit is done, and what the PG
// says of the payment is applied. A message and the sweep both call this; a repeat finds nothing to do.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { applyTruth, type TruthApplied } from './apply-truth.ts';
import { type Attempt, isOpen } from './attempt.ts';
import { engineCause } from './case.ts';
import { nextLook, soonLook } from './deposit-schedule.ts';
import type { Payment } from './payment.ts';
import type { PaymentLooks, PaymentView } from './ports.ts';
import { readingEvidence, readPg } from './send-attempt.ts';
import { type VoidDeps, voidDeposit } from './void-deposit.ts';

export interface LookDeps extends VoidDeps {
  readonly paymentLooks: PaymentLooks;
}

interface Key {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
}

/** Nobody has to come again by message: the row says when the sweep does. */
export interface LookedAtPayment {
  readonly kind: 'ENDED';
}

const actor = 'engine:watchdog';

/** @returns undefined where nobody has to look again. */
const lookAfter = (payment: Payment, applied: TruthApplied, now: Instant): Instant | undefined => {
  if (applied === 'LATER') return soonLook(now);
  return payment.status === 'WAITING_FOR_DEPOSIT'
    ? nextLook(payment.virtualAccount, now)
    : undefined;
};

const readAndApply = async (
  deps: LookDeps,
  key: Key,
  confirmed: Attempt,
): Promise<TruthApplied> => {
  const reading = await readPg(deps, confirmed);
  if (reading.kind !== 'FOUND') return 'LATER';
  const evidence = readingEvidence(reading, deps.clock.now());
  const cause = engineCause(confirmed, actor);
  return applyTruth(deps)({ ...key, pg: reading.payment, evidence, cause });
};

/**
 * Voids what waits where its client's cancel is noted. Once: what the PG refused then is a person's work.
 *
 * @returns false where there is nothing to void.
 */
const voidNoted = async (
  deps: LookDeps,
  { payment, attempts }: PaymentView,
  confirmed: Attempt,
): Promise<boolean> => {
  if (payment.status !== 'WAITING_FOR_DEPOSIT' || attempts.some(({ op }) => op === 'VOID')) {
    return false;
  }
  const { tenant, orderId } = payment;
  const order = await deps.orders.byId({ tenant, orderId });
  if (order?.status !== 'PENDING' || order.cancelRequestedAt === undefined) return false;
  await voidDeposit(deps)({
    order,
    payment,
    attempts,
    earlier: [],
    reason: 'cancelled by the customer',
    cause: engineCause(confirmed, actor),
  });
  return true;
};

const look = async (deps: LookDeps, key: Key, view: PaymentView): Promise<TruthApplied> => {
  // An open call has reads of its own; what it leaves is looked at afterwards.
  if (view.attempts.some(isOpen)) return 'LATER';
  const confirmed = view.attempts.findLast(({ op }) => op === 'CONFIRM');
  if (confirmed === undefined) return 'STANDS';
  if (await voidNoted(deps, view, confirmed)) return 'APPLIED';
  return readAndApply(deps, key, confirmed);
};

export const lookAtPayment =
  (deps: LookDeps) =>
  async (key: Key): Promise<LookedAtPayment> => {
    const view = await deps.payments.byId(key);
    if (view === undefined) return { kind: 'ENDED' };
    const applied = await look(deps, key, view);
    const { payment } = view;
    // What was applied has said by itself when somebody looks again.
    if (applied !== 'APPLIED' && payment.lookAt !== undefined) {
      const at = lookAfter(payment, applied, deps.clock.now());
      await deps.paymentLooks.moveOn({ payment, ...(at === undefined ? {} : { at }) });
    }
    return { kind: 'ENDED' };
  };
