// What every call that is claimed on a payment shares: the truth of its key, its claim, its sending and
// what is told while nobody knows.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { Draft } from '#core/outbox/assemble-commit.ts';
import type { Commit } from '#core/outbox/commit.ts';
import type { Applied, ApplyDeps, Applying } from './apply-evidence.ts';
import { firstLook, isSameSending, pgCallOf } from './attempt.ts';
import type { Case } from './case.ts';
import { isShortOfTime } from './check-confirm.ts';
import { inDoubtAnswer } from './in-doubt-answer.ts';
import {
  type Asking,
  answered,
  asStoredAnswer,
  type Claimed,
  claimCommit,
  commitClaim,
  type Present,
  refuseKeyed,
} from './keyed-call.ts';
import { type PaymentReads, presentPayment, presentTruth } from './present-payment.ts';
import { notSentInTime, type SendDeps, sendAttempt } from './send-attempt.ts';

export interface CallDeps extends ApplyDeps, SendDeps, PaymentReads {
  readonly digests: Digests;
  /** One PG try in all, in ms. */
  readonly callTimeoutMs: number;
}

export const presentOf =
  (deps: PaymentReads, tenant: Tenant): Present =>
  async (record) =>
    record.resourceId === undefined
      ? null
      : presentPayment(deps)(tenant, record.resourceId as PaymentId);

/** What has become of the attempt this key began: open, or ended and then as it is stored. */
export const truthOf = async (
  deps: CallDeps,
  asking: Asking,
  paymentId: PaymentId | undefined,
): Promise<Answer | undefined> =>
  asStoredAnswer(deps)(
    asking,
    await presentTruth(deps)(asking.tenant, paymentId, asking.claim.scope),
  );

export const unknownOf = ({ payment, attempt }: Case, since: Instant): Answer =>
  inDoubtAnswer(payment, attempt, since, firstLook(attempt.deadlineAt));

const isStored = async (deps: CallDeps, { order, payment, attempt }: Case): Promise<boolean> => {
  const view = await deps.payments.byId({ tenant: order.tenant, paymentId: payment.paymentId });
  return view?.attempts.some((one) => isSameSending(one, attempt)) === true;
};

/** A claim that makes order and payment stores the sequences of their first events: what follows goes on. */
const asClaimed = (kase: Case, { changes }: Commit): Case => {
  const order = changes.find(({ change }) => change === 'order.create');
  const payment = changes.find(({ change }) => change === 'payment.create');
  return {
    ...kase,
    ...(order?.change === 'order.create' ? { order: order.order } : {}),
    ...(payment?.change === 'payment.create' ? { payment: payment.payment } : {}),
  };
};

const breakerRetrySeconds = 5;

/**
 * Asked before anything is claimed, so that a PG known to be away leaves no attempt behind. A key that
 * has begun one before is told the truth of that.
 */
const refusedByBreaker = async (
  deps: CallDeps,
  asking: Asking,
  { order, attempt }: Case,
  shown: Present,
): Promise<Claimed<Case> | undefined> => {
  const isLetThrough = (await deps.permits?.(attempt.provider, pgCallOf(attempt))) ?? true;
  if (isLetThrough) return undefined;
  return refuseKeyed(deps)(asking, {
    answer: refusal('PAY_009', null, breakerRetrySeconds),
    action: 'payment.call',
    rootId: order.orderId,
    present: shown,
  });
};

/** Commits the claim of a call. A PG key that another payment used before shows that payment. */
export const commitApproval = async (
  deps: CallDeps,
  asking: Asking,
  { draft, case: kase }: { readonly draft: Draft; readonly case: Case },
  shown: Present = presentOf(deps, asking.tenant),
): Promise<Claimed<Case>> => {
  const refused = await refusedByBreaker(deps, asking, kase, shown);
  if (refused !== undefined) return refused;
  const commit = claimCommit(deps, draft);
  return commitClaim(deps)(asking, {
    commit,
    present: shown,
    ifStored: { kind: 'SEND', sending: asClaimed(kase, commit) },
    isStored: () => isStored(deps, kase),
    unknown: unknownOf(kase, kase.attempt.deadlineAt),
    onLost: async (lost) => {
      const { owner } = lost as { readonly owner?: string };
      if (lost.lost !== 'unique.create' || owner === undefined) {
        return { kind: 'AGAIN', claim: asking.claim };
      }
      const used = await presentPayment(deps)(asking.tenant, owner as PaymentId);
      return answered(refusal('PAY_003', used));
    },
  });
};

/** A PG key that another payment used is a refusal like any other: stored under this key. */
export const isNewlyRefused = (
  claimed: Claimed<Case>,
): claimed is Extract<Claimed<Case>, { kind: 'ANSWER' }> =>
  claimed.kind === 'ANSWER' &&
  claimed.answer.code === 'PAY_003' &&
  claimed.answer.isReplayed !== true;

/** Milliseconds the caller has left to live are looked at before the claim and after it. */
export interface TimedAsking extends Asking {
  readonly remainingMs: () => number;
}

type Apply = (deps: ApplyDeps) => (applying: Applying) => Promise<Applied>;

/** Sends what is claimed and records what the PG said. */
export const sendClaimed =
  (deps: CallDeps, apply: Apply) =>
  async (kase: Case, asked: Pick<TimedAsking, 'cause' | 'remainingMs'>): Promise<Applied> => {
    const sent = isShortOfTime(asked)
      ? notSentInTime(deps.clock.now())
      : await sendAttempt(deps)(kase.attempt, deps.callTimeoutMs, true);
    const { cause } = asked;
    return apply(deps)({ case: kase, ...sent, cause, doubtAt: deps.clock.now() });
  };
