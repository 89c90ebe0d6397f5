// A payment's turn has come. What is reserved is let go where its cancel is noted or its time is over; of
// what waits for a deposit, or may get one late, the PG is read and what it says is applied. A message and
// the sweep both call this: a repeat finds nothing to do.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { isCancelNoted } from '#core/orders/order.ts';
import { applyTruth, type TruthApplied } from './apply-truth.ts';
import type { CallDeps } from './approval-call.ts';
import { type Attempt, isApproval, isOpen } from './attempt.ts';
import { readsAsLapsed } from './authorization.ts';
import { engineCause } from './case.ts';
import { nextLook, soonLook } from './deposit-schedule.ts';
import type { Payment } from './payment.ts';
import type { PaymentLooks, PaymentView } from './ports.ts';
import { readingEvidence, readPg } from './send-attempt.ts';
import { type AuthorizationEnded, endAuthorization } from './void-authorization.ts';

export interface LookDeps extends CallDeps {
  readonly paymentLooks: PaymentLooks;
}

interface Key {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
}

const actor = 'engine:watchdog';

/** @returns undefined where nobody has to look again. */
const lookAfter = (payment: Payment, applied: TruthApplied, now: Instant): Instant | undefined => {
  if (applied === 'LATER') return soonLook(now);
  return payment.status === 'WAITING_FOR_DEPOSIT'
    ? nextLook(payment.virtualAccount, now)
    : undefined;
};

const readAndApply = async (deps: LookDeps, key: Key, asked: Attempt): Promise<TruthApplied> => {
  const reading = await readPg(deps, asked);
  if (reading.kind !== 'FOUND') return 'LATER';
  const evidence = readingEvidence(reading, deps.clock.now());
  const cause = engineCause(asked, actor);
  return applyTruth(deps)({ ...key, pg: reading.payment, evidence, cause });
};

/** Once: what the PG has refused to void is a person's work, and its money is still looked for. */
const isVoidDue = async (
  { orders }: LookDeps,
  { payment: { tenant, orderId, status }, attempts }: PaymentView,
): Promise<boolean> => {
  if (status !== 'WAITING_FOR_DEPOSIT') return false;
  const order = await orders.byId({ tenant, orderId });
  if (order?.status !== 'PENDING' || !isCancelNoted(order)) return false;
  return !attempts.some(({ op }) => op === 'VOID');
};

const look = async (deps: LookDeps, key: Key, view: PaymentView): Promise<TruthApplied> => {
  // An open call has reads of its own; what it leaves is looked at afterwards.
  if (view.attempts.some(isOpen)) return 'LATER';
  const asked = view.attempts.findLast(isApproval);
  return asked === undefined ? 'STANDS' : readAndApply(deps, key, asked);
};

/** Before a reservation is called lapsed the PG is asked once: its money may have been taken without us. */
const wasTakenMeanwhile = async (deps: LookDeps, key: Key, view: PaymentView): Promise<boolean> =>
  readsAsLapsed(view.payment, deps.clock.now()) && (await look(deps, key, view)) === 'APPLIED';

/** @returns `LATER` when a row moved between the read and the write. */
export const lookAtPayment =
  (deps: LookDeps) =>
  async (key: Key): Promise<AuthorizationEnded> => {
    const view = await deps.payments.byId(key);
    if (view === undefined) return { kind: 'ENDED' };
    const { payment } = view;
    if (payment.status === 'AUTHORIZED' || (await isVoidDue(deps, view))) {
      return (await wasTakenMeanwhile(deps, key, view))
        ? { kind: 'ENDED' }
        : endAuthorization(deps)(key);
    }
    const applied = await look(deps, key, view);
    // What was applied has said by itself when somebody looks again.
    if (applied !== 'APPLIED' && 'dueAt' in payment) {
      const at = lookAfter(payment, applied, deps.clock.now());
      await deps.paymentLooks.moveOn({ payment, ...(at === undefined ? {} : { at }) });
    }
    return { kind: 'ENDED' };
  };
