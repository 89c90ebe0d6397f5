// A payment's turn has come. What is reserved is let go where its cancel is noted or its time is over; of
// what waits for a deposit, or may get one late, the PG is read and what it says is applied. A message and
// the sweep both call this: a repeat finds nothing to do.
import type { Instant } from '#core/kernel/instant.ts';
import { isCancelNoted } from '#core/orders/order.ts';
import type { TruthApplied } from './apply-truth.ts';
import type { CallDeps } from './approval-call.ts';
import { nextLook, soonLook } from './deposit-schedule.ts';
import type { Payment } from './payment.ts';
import type { PaymentLooks, PaymentView } from './ports.ts';
import { readTruth } from './read-truth.ts';
import {
  type AuthorizationEnded,
  endAuthorization,
  type ReservedKey,
} from './void-authorization.ts';

export interface LookDeps extends CallDeps {
  readonly paymentLooks: PaymentLooks;
}

const actor = 'engine:watchdog';

/** @returns undefined where nobody has to look again. */
const lookAfter = (payment: Payment, applied: TruthApplied, now: Instant): Instant | undefined => {
  if (applied === 'LATER') return soonLook(now);
  return payment.status === 'WAITING_FOR_DEPOSIT'
    ? nextLook(payment.virtualAccount, now)
    : undefined;
};

/**
 * Once, or once more where a person asks: what the PG has refused to void is a person's work, and its money
 * is still looked for.
 */
const isVoidDue = async (
  { orders }: LookDeps,
  { afterRefusals = 0 }: ReservedKey,
  { payment: { tenant, orderId, status }, attempts }: PaymentView,
): Promise<boolean> => {
  if (status !== 'WAITING_FOR_DEPOSIT') return false;
  const order = await orders.byId({ tenant, orderId });
  if (order?.status !== 'PENDING' || !isCancelNoted(order)) return false;
  return attempts.filter(({ op }) => op === 'VOID').length <= afterRefusals;
};

/** @returns `LATER` when a row moved between the read and the write, or the PG must be asked again. */
export const lookAtPayment =
  (deps: LookDeps) =>
  async (key: ReservedKey): Promise<AuthorizationEnded> => {
    const view = await deps.payments.byId(key);
    if (view === undefined) return { kind: 'ENDED' };
    const { payment } = view;
    if (payment.status === 'AUTHORIZED' || (await isVoidDue(deps, key, view))) {
      return endAuthorization(deps)(key);
    }
    const { applied } = await readTruth(deps)(key, view, actor);
    // What was applied has said by itself when somebody looks again.
    if (applied !== 'APPLIED' && 'dueAt' in payment) {
      const at = lookAfter(payment, applied, deps.clock.now());
      await deps.paymentLooks.moveOn({ payment, ...(at === undefined ? {} : { at }) });
    }
    return { kind: 'ENDED' };
  };
