// What the PG says of a payment, applied whoever heard it first: a poller, a read that refreshes, a
// webhook's re-read. An open call of ours is judged as its reply would be; without one, the truth of a
// standing payment is a deposit, its reversal, a cancel made outside, the end of a wait, or late money.

import { present } from '#core/kernel/assert.ts';
import { equals, isZero } from '#core/kernel/money.ts';
import { pgOrderIdOf } from '#core/orders/order.ts';
import { assembleCommit } from '#core/outbox/assemble-commit.ts';
import { adoptCancels } from './adopt-cancels.ts';
import type { ApplyDeps } from './apply-evidence.ts';
import { applyPgState } from './apply-pg-state.ts';
import { type Attempt, attemptId, isApproval, isOpen } from './attempt.ts';
import { loadCase } from './case.ts';
import { mayBeOvertaken } from './deposit-moves.ts';
import { isPastDate } from './deposit-schedule.ts';
import type { BareDraft } from './ending.ts';
import { giveWay } from './give-way.ts';
import { lateReversed, reversed } from './judge-reversal.ts';
import { judgeState, wasTaken } from './judge-state.ts';
import { orderBeside } from './order-beside.ts';
import type { AuthorizedPayment, EndedPayment, TakenPayment, WaitingPayment } from './payment.ts';
import type { PaymentView } from './ports.ts';
import { raiseMismatch } from './raise-mismatch.ts';
import { recordApproval } from './record-approval.ts';
import { recordLate } from './record-late.ts';
import { recordLapse, recordWithdrawn } from './record-let-go.ts';
import { recordRedeposit } from './record-reversal.ts';
import { type Finding, type Standing, type Truth, withItem } from './standing.ts';

/** `LATER`: it cannot be applied yet, and somebody must come again. */
export type TruthApplied = 'APPLIED' | 'STANDS' | 'LATER';

const approvalIn = ({ attempts }: PaymentView): Attempt | undefined =>
  attempts.findLast(isApproval);

/** What was reserved and let go is cancelled as well, and no money of it was ever taken. */
const hasMoney = ({ view, pg }: Standing): boolean => {
  const { op } = present(approvalIn(view), 'the key the PG told is the one of an approval');
  return (
    pg.status === 'DONE' ||
    (['CANCELED', 'PARTIAL_CANCELED'].includes(pg.status) && wasTaken(op, pg))
  );
};

const paymentKeyOf = (view: PaymentView): string | undefined => approvalIn(view)?.paymentKey;

const isSame = ({ view, pg }: Standing): boolean =>
  pg.paymentKey === paymentKeyOf(view) &&
  pg.pgOrderId === pgOrderIdOf(view.payment.orderId, view.payment.number) &&
  equals(pg.total, view.payment.amount);

const endOfWait = (standing: Standing, record: typeof recordLapse, deps: ApplyDeps): Finding => {
  const { order, view } = standing;
  const ended = record({ ...standing, case: { order, payment: view.payment } }, deps.ids);
  return withItem(standing, ended.payment, ended.draft, deps.ids);
};

const deposited = (standing: Standing, payment: WaitingPayment, deps: ApplyDeps): Finding => {
  const { order, pg } = standing;
  if (order.status === 'COMPLETED') return { draft: recordRedeposit({ ...standing, payment }) };
  return { draft: recordApproval({ ...standing, case: { order, payment }, pg }, deps.ids).draft };
};

const waiting = (standing: Standing, payment: WaitingPayment, deps: ApplyDeps): Finding => {
  const { order, pg, at } = standing;
  // Its saga is about to end it, as a payment whose deposit the bank took back.
  if (order.status === 'PAID' || order.status === 'CANCELLED') return 'LATER';
  if (hasMoney(standing)) return deposited(standing, payment, deps);
  switch (pg.status) {
    case 'CANCELED':
      return endOfWait(standing, recordWithdrawn, deps);
    case 'EXPIRED':
    case 'ABORTED':
      return endOfWait(standing, recordLapse, deps);
    case 'WAITING_FOR_DEPOSIT':
      return isPastDate(payment.virtualAccount, at)
        ? endOfWait(standing, recordLapse, deps)
        : 'STANDS';
    default:
      return 'STANDS';
  }
};

const taken = (standing: Standing, payment: TakenPayment, deps: ApplyDeps): Finding =>
  standing.pg.status === 'WAITING_FOR_DEPOSIT' ? reversed(standing, payment, deps.ids) : 'CANCELS';

const ended = (standing: Standing, payment: EndedPayment, deps: ApplyDeps): Finding => {
  const { order, pg } = standing;
  if (pg.status === 'WAITING_FOR_DEPOSIT') return lateReversed(standing, payment);
  if (!hasMoney(standing)) return 'STANDS';
  if (!isZero(payment.amounts.captured)) return 'CANCELS';
  return recordLate({ ...standing, case: { order, payment }, pg }, deps.ids);
};

/** What is reserved was taken, let go or has lapsed without a call of ours. */
const reserved = (standing: Standing, payment: AuthorizedPayment, deps: ApplyDeps): Finding => {
  const { order, pg } = standing;
  if (hasMoney(standing)) {
    return { draft: recordApproval({ ...standing, case: { order, payment }, pg }, deps.ids).draft };
  }
  if (pg.status === 'CANCELED') return endOfWait(standing, recordWithdrawn, deps);
  return pg.status === 'EXPIRED' ? endOfWait(standing, recordLapse, deps) : 'STANDS';
};

const findingOf = (standing: Standing, deps: ApplyDeps): Finding => {
  const { payment } = standing.view;
  if (payment.status === 'AUTHORIZED') return reserved(standing, payment, deps);
  if (payment.status === 'WAITING_FOR_DEPOSIT') return waiting(standing, payment, deps);
  if ('endedAt' in payment) return ended(standing, payment, deps);
  return 'approval' in payment ? taken(standing, payment, deps) : 'STANDS';
};

const adopt = async (deps: ApplyDeps, { tenant, paymentId, pg, cause }: Truth) => {
  const cancels = pg.cancels.filter(({ isDone }) => isDone);
  if (cancels.length === 0) return 'STANDS' as const;
  const { isSettled, tooLarge } = await adoptCancels(deps)({ tenant, paymentId, cancels, cause });
  return isSettled && tooLarge.length === 0 ? ('APPLIED' as const) : ('LATER' as const);
};

/** @returns undefined when a row moved since it was read. */
const commit = async (
  deps: ApplyDeps,
  { draft, bare }: Extract<Finding, { draft: BareDraft }>,
): Promise<'APPLIED' | undefined> => {
  const write = (one: BareDraft) =>
    deps.unitOfWork.commit(assembleCommit(one, deps.ids, deps.source));
  const committed = await write(draft);
  if (committed.ok) return 'APPLIED';
  if (bare === undefined || committed.error.lost !== 'unique.create') return undefined;
  return (await write(bare)).ok ? 'APPLIED' : undefined;
};

const applyStanding = async (
  deps: ApplyDeps,
  standing: Standing,
): Promise<TruthApplied | undefined> => {
  if (!isSame(standing)) {
    const kase = { order: standing.order, payment: standing.view.payment };
    await raiseMismatch(deps)(kase, standing.pg, standing.cause);
    return 'STANDS';
  }
  // Perhaps said before something that is applied already: what is true now is asked for again.
  if (mayBeOvertaken(standing.view.payment, standing.pg, standing.evidence.at)) return 'LATER';
  const finding = findingOf(standing, deps);
  if (finding === 'STANDS' || finding === 'LATER') return finding;
  if (finding === 'MISMATCH') {
    const kase = { order: standing.order, payment: standing.view.payment };
    await raiseMismatch(deps)(kase, standing.pg, standing.cause);
    return 'STANDS';
  }
  if (finding === 'CANCELS') return adopt(deps, standing);
  if ('refund' in finding) {
    const { order, view, cause } = standing;
    await giveWay(deps)({ case: { order, payment: view.payment }, refund: finding.refund, cause });
    return undefined;
  }
  const applied = await commit(deps, finding);
  // A deposit that was returned since: it was there once, and each return is adopted by itself.
  const isReturned = applied !== undefined && standing.pg.cancels.length > 0;
  return isReturned && (await adopt(deps, standing)) === 'LATER' ? 'LATER' : applied;
};

/** An open call of ours: what the PG shows is judged as its reply would be. */
const applyToOpen = async (
  deps: ApplyDeps,
  truth: Truth,
  open: PaymentView['attempts'][number],
): Promise<TruthApplied> => {
  const kase = await loadCase(deps)({ ...truth, attemptId: attemptId(open) });
  if (kase === undefined) return 'STANDS';
  const verdict = judgeState(kase.attempt, truth.pg);
  if (['REPLAY', 'UNKNOWN', 'RUNNING'].includes(verdict.kind)) return 'LATER';
  const doubtAt = open.doubtAt ?? open.deadlineAt;
  await applyPgState(deps)({ ...truth, case: kase, verdict, doubtAt });
  return 'APPLIED';
};

/** @returns undefined when the payment has moved since it was read. */
const standingOf = async (
  deps: ApplyDeps,
  truth: Truth,
  view: PaymentView,
): Promise<Standing | undefined> => {
  const { tenant } = truth;
  const order = present(await orderBeside(deps)(view), 'a payment has its order');
  if (order === 'MOVED') return undefined;
  const { serviceRequestId } = order;
  const service =
    serviceRequestId === undefined
      ? undefined
      : await deps.services.byId({ tenant, serviceRequestId });
  return { ...truth, view, order, service, at: deps.clock.now() };
};

const roundsMax = 3;

/** Applies what the PG said. Repeating it is harmless. */
export const applyTruth =
  (deps: ApplyDeps) =>
  async (truth: Truth): Promise<TruthApplied> => {
    for (let round = 0; round < roundsMax; round += 1) {
      const view = await deps.payments.byId(truth);
      if (view === undefined) return 'STANDS';
      const open = view.attempts.find(isOpen);
      if (open !== undefined) return applyToOpen(deps, truth, open);
      const standing = await standingOf(deps, truth, view);
      const applied = standing && (await applyStanding(deps, standing));
      if (applied !== undefined) return applied;
    }
    return 'LATER';
  };
