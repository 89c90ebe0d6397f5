// Sends a claimed refund to the PG and records what it said; a refund that had to wait is claimed here,
// when its turn has come. A message and the sweep both call this: whoever comes second finds it sent.
import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import type { Commit } from '#core/outbox/commit.ts';
import { type Applied, type ApplyDeps, applyEvidence } from '#core/payments/apply-evidence.ts';
import type { Attempt } from '#core/payments/attempt.ts';
import { type Case, engineCause } from '#core/payments/case.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { recordRefundVerdict } from '#core/payments/record-refund-verdict.ts';
import { type SendDeps, sendAttempt } from '#core/payments/send-attempt.ts';
import { claimTurn } from './claim-refund.ts';
import { isSendable, type Refund } from './refund.ts';
import { pauseBeforeCancel } from './refund-attempt.ts';

export interface SendRefundDeps extends ApplyDeps, SendDeps {
  readonly digests: Digests;
  /** One PG try in all, in ms. */
  readonly callTimeoutMs: number;
}

export interface SendingRefund {
  readonly case: Case;
  /** The payment's attempts before this one: the PG wants time between two cancels. */
  readonly attempts: readonly Attempt[];
  readonly cause: Cause;
}

const apply = applyEvidence(recordRefundVerdict);

export const sendRefund =
  (deps: SendRefundDeps) =>
  async ({ case: kase, attempts, cause }: SendingRefund): Promise<Applied> => {
    const pause = pauseBeforeCancel(attempts, deps.clock.now());
    if (pause > 0) await deps.sleeper.sleep(pause);
    const sent = await sendAttempt(deps)(kase.attempt, deps.callTimeoutMs, true);
    return apply(deps)({ case: kase, ...sent, cause, doubtAt: deps.clock.now() });
  };

export type QueuedSent =
  | { readonly kind: 'ENDED' }
  | { readonly kind: 'LATER'; readonly at: Instant };

const actor = 'engine:watchdog';
const soonMs = 1_000;

/** Of two of one millisecond either may be first. */
const waitsLongest = (refunds: readonly Refund[]): Refund | undefined =>
  refunds.filter(isSendable).toSorted((a, b) => a.createdAt - b.createdAt)[0];

/** As its claim stored it: the record that follows goes on from those sequences. */
export const claimedCase = (kase: Case, { changes }: Commit): Case => {
  const moved = changes.find((change) => change.change === 'refund.advance');
  return { ...kase, refund: present(moved, 'a turn moves its refund').after };
};

const claimNow = async (
  deps: SendRefundDeps,
  view: PaymentView,
  refund: Refund,
): Promise<SendingRefund | undefined> => {
  const { tenant, orderId } = view.payment;
  const order = present(await deps.orders.byId({ tenant, orderId }), 'a payment has its order');
  const cause = engineCause(refund, actor);
  const { draft, case: kase } = claimTurn(
    { order, view, refund, cause, at: deps.clock.now() },
    deps.digests,
  );
  const commit = assembleCommit(draft, deps.ids, deps.source);
  const committed = await deps.unitOfWork.commit(commit);
  if (!committed.ok) return undefined;
  return { case: claimedCase(kase, commit), attempts: view.attempts, cause };
};

/**
 * Sends the refund of a payment that has waited longest.
 *
 * @returns `LATER` when a row moved between the read and the claim. While an operation is open nothing
 * is due: whoever ends it sends for the next.
 */
export const sendQueuedRefund =
  (deps: SendRefundDeps) =>
  async (key: { readonly tenant: Tenant; readonly paymentId: PaymentId }): Promise<QueuedSent> => {
    const view = await deps.payments.byId(key);
    const refund = waitsLongest(view?.refunds ?? []);
    if (view === undefined || refund === undefined || view.payment.openAttempt !== undefined) {
      return { kind: 'ENDED' };
    }
    const claimed = await claimNow(deps, view, refund);
    if (claimed === undefined) return { kind: 'LATER', at: plus(deps.clock.now(), soonMs) };
    await sendRefund(deps)(claimed);
    return { kind: 'ENDED' };
  };
