// Confirms a payment: claim, call, record. No transaction is open while the PG works, and nothing is
// ever failed because time has passed.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { followRecord } from '#core/idempotency/records.ts';
import { OutcomeUnknown } from '#core/kernel/faults.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { Order, PendingOrder } from '#core/orders/order.ts';
import { parsePgOrderId } from '#core/orders/order.ts';
import { assembleCommit } from '#core/outbox/assemble-commit.ts';
import type { CommitLost } from '#core/outbox/commit.ts';
import { refuseOrTakeOver } from '#core/outbox/commit-answer.ts';
import { type ApplyDeps, applyEvidence } from './apply-evidence.ts';
import { type Attempt, attemptId } from './attempt.ts';
import type { Case } from './case.ts';
import { type ConfirmPayment, checkConfirm, isShortOfTime } from './check-confirm.ts';
import { claimConfirm } from './claim-confirm.ts';
import { type PaymentReads, presentPayment, presentTruth } from './present-payment.ts';
import { inDoubtAnswer, recordApprovalVerdict } from './record-approval-verdict.ts';
import { notSentInTime, type SendDeps, sendAttempt } from './send-attempt.ts';

export interface ConfirmDeps extends ApplyDeps, SendDeps, PaymentReads {
  readonly digests: Digests;
  /** One PG try in all, in ms. */
  readonly callTimeoutMs: number;
}

const action = 'payment.confirm';
const applyConfirm = applyEvidence(recordApprovalVerdict);
const roundsMax = 3;

type Claimed =
  | { readonly kind: 'CLAIMED'; readonly case: Case }
  | { readonly kind: 'ANSWER'; readonly answer: Answer }
  /** Somebody changed a row between the read and the claim: look again. */
  | { readonly kind: 'AGAIN'; readonly claim: IdempotencyClaim };

const presentOf =
  (deps: ConfirmDeps, tenant: Tenant) =>
  async (record: IdempotencyRecord): Promise<JsonObject | null> =>
    record.resourceId === undefined
      ? null
      : presentPayment(deps)(tenant, record.resourceId as PaymentId);

const marks = ['state', 'fence', 'requestHash', 'sentAt', 'requestId'] as const;

/** Written by this very claim: another process of the same key is somebody else. */
const isSame = (found: Attempt, own: Attempt): boolean =>
  attemptId(found) === attemptId(own) &&
  marks.every((mark) => found[mark] === own[mark]) &&
  found.idempotency?.scope === own.idempotency?.scope &&
  found.idempotency?.fence === own.idempotency?.fence;

/** The claim's reply was lost: one consistent read tells whether to go on; if not, nobody knows yet. */
const afterLostReply = async (deps: ConfirmDeps, kase: Case): Promise<Claimed> => {
  const { tenant } = kase.order;
  const answer = inDoubtAnswer(
    kase.payment,
    kase.attempt.deadlineAt,
    plus(kase.attempt.deadlineAt, 2_000),
  );
  const unknown: Claimed = { kind: 'ANSWER', answer };
  try {
    const view = await deps.payments.byId({ tenant, paymentId: kase.payment.paymentId });
    const isMine = view?.attempts.some((one) => isSame(one, kase.attempt)) === true;
    return isMine ? { kind: 'CLAIMED', case: kase } : unknown;
  } catch {
    return unknown;
  }
};

/** What has become of the attempt this key began: open, or ended and then as it is stored. */
const truthOf = async (
  deps: ConfirmDeps,
  { tenant, claim: { scope } }: Pick<ConfirmPayment, 'tenant' | 'claim'>,
  paymentId: PaymentId | undefined,
): Promise<Answer | undefined> => {
  const truth = await presentTruth(deps)(tenant, paymentId, scope);
  if (truth === undefined || truth.code === 'PAY_005') return truth;
  // Whoever ended it wrote the answer in the same transaction.
  const kept = await deps.records.answer({ tenant, scope });
  return kept === undefined ? truth : { ...kept, isReplayed: true };
};

/** A key that is taken over may have its attempt open: then nobody claims, and the truth is told. */
const truthTakenOver = async (
  deps: ConfirmDeps,
  command: Pick<ConfirmPayment, 'tenant' | 'claim'>,
  order: Order | undefined,
): Promise<Answer | undefined> =>
  command.claim.takeOver === undefined
    ? undefined
    : truthOf(deps, command, order?.current.paymentId);

/** A PG key that another payment used before shows that payment. */
const onUsedKey = async (deps: ConfirmDeps, tenant: Tenant, owner: string): Promise<Answer> =>
  refusal('PAY_003', await presentPayment(deps)(tenant, owner as PaymentId));

const onLost = async (
  deps: ConfirmDeps,
  command: ConfirmPayment,
  claim: IdempotencyClaim,
  lost: CommitLost,
): Promise<Claimed> => {
  const { tenant } = command;
  if (lost.lost === 'idempotency') {
    const { record } = lost as { readonly record: IdempotencyRecord | undefined };
    const present = presentOf(deps, tenant);
    const followed = await followRecord(deps)({ tenant, claim, record, present });
    return followed.kind === 'ANSWER' ? followed : { kind: 'AGAIN', claim: followed.claim };
  }
  const { owner } = lost as { readonly owner?: string };
  if (lost.lost === 'unique.create' && owner !== undefined) {
    return { kind: 'ANSWER', answer: await onUsedKey(deps, tenant, owner) };
  }
  return { kind: 'AGAIN', claim };
};

const claimOnce = async (
  deps: ConfirmDeps,
  command: ConfirmPayment,
  order: PendingOrder,
  claim: IdempotencyClaim,
): Promise<Claimed> => {
  const { tenant, cause, paymentKey = '' } = command;
  const claiming = { tenant, order, paymentKey, claim, cause, at: deps.clock.now() };
  const { draft, case: kase } = claimConfirm(claiming, deps.digests);
  try {
    const committed = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
    if (committed.ok) return { kind: 'CLAIMED', case: kase };
    return await onLost(deps, command, claim, committed.error);
  } catch (fault) {
    if (fault instanceof OutcomeUnknown) return afterLostReply(deps, kase);
    throw fault;
  }
};

const findOrder = ({ orders }: ConfirmDeps, command: ConfirmPayment): Promise<Order | undefined> =>
  orders.byId({
    tenant: command.tenant,
    orderId: parsePgOrderId(command.orderId).orderId as OrderId,
  });

/** A refusal under a key that may have begun an attempt before: then that attempt is the answer. */
const refused = async (
  deps: ConfirmDeps,
  { tenant, cause, claim }: Pick<ConfirmPayment, 'tenant' | 'cause' | 'claim'>,
  answer: Answer,
  of: { readonly rootId: string; readonly userId?: string },
): Promise<Claimed> => {
  const present = presentOf(deps, tenant);
  const ended = await refuseOrTakeOver(deps)({
    tenant,
    cause,
    claim,
    answer,
    action,
    present,
    ...of,
  });
  return ended.kind === 'ANSWER' ? ended : { kind: 'AGAIN', claim: ended.claim };
};

/** A PG key that another payment used is a refusal like any other: stored under this key. */
const isNewlyRefused = (claimed: Claimed): claimed is Extract<Claimed, { kind: 'ANSWER' }> =>
  claimed.kind === 'ANSWER' &&
  claimed.answer.code === 'PAY_003' &&
  claimed.answer.isReplayed !== true;

const breakerRetrySeconds = 5;

/** Asked before anything is claimed, so that a PG known to be away leaves no attempt behind. */
const isLetThrough = async ({ permits }: ConfirmDeps, order: PendingOrder): Promise<boolean> =>
  permits === undefined || permits(order.terms.provider, 'CONFIRM');

const claimRound = async (
  deps: ConfirmDeps,
  command: ConfirmPayment,
  isRepeat: boolean,
): Promise<Claimed> => {
  const order = await findOrder(deps, command);
  const truth = await truthTakenOver(deps, command, order);
  if (truth !== undefined) return { kind: 'ANSWER', answer: truth };
  const checked = await checkConfirm(deps)(command, order, isRepeat);
  if (!checked.ok) {
    const rootId = order?.orderId ?? command.orderId;
    const owner = order === undefined ? {} : { userId: order.userId };
    return refused(deps, command, checked.error, { rootId, ...owner });
  }

  if (!(await isLetThrough(deps, checked.value))) {
    return { kind: 'ANSWER', answer: refusal('PAY_009', null, breakerRetrySeconds) };
  }
  const claimed = await claimOnce(deps, command, checked.value, command.claim);
  if (!isNewlyRefused(claimed)) return claimed;
  const { orderId: rootId, userId } = checked.value;
  return refused(deps, command, claimed.answer, { rootId, userId });
};

const claimOrAnswer = async (
  deps: ConfirmDeps,
  command: ConfirmPayment,
): Promise<Exclude<Claimed, { kind: 'AGAIN' }>> => {
  let { claim } = command;
  for (let round = 0; round < roundsMax; round += 1) {
    const claimed = await claimRound(deps, { ...command, claim }, round > 0);
    if (claimed.kind !== 'AGAIN') return claimed;
    claim = claimed.claim;
  }
  return { kind: 'ANSWER', answer: refusal('PAY_004', null, 1) };
};

/**
 * Confirms the current payment of an order.
 *
 * @returns 200 approved, 202 PAY_005 not known yet, 402 declined, and the refusals of the API
 * specification, section 6.3.
 * @throws DependencyUnavailable before anything was sent.
 */
export const confirmPayment =
  (deps: ConfirmDeps) =>
  async (command: ConfirmPayment): Promise<Answer> => {
    const claimed = await claimOrAnswer(deps, command);
    if (claimed.kind === 'ANSWER') return claimed.answer;

    const kase = claimed.case;
    const sent = isShortOfTime(command)
      ? notSentInTime(deps.clock.now())
      : await sendAttempt(deps)(kase.attempt, deps.callTimeoutMs, true);
    return answerSent(deps, command, kase, sent);
  };

/** The call was sent: whatever happens to the record, the answer is the truth or "not known yet". */
const answerSent = async (
  deps: ConfirmDeps,
  command: ConfirmPayment,
  kase: Case,
  sent: Awaited<ReturnType<ReturnType<typeof sendAttempt>>>,
): Promise<Answer> => {
  const now = deps.clock.now();
  const unknown = inDoubtAnswer(kase.payment, now, plus(kase.attempt.deadlineAt, 2_000));
  try {
    const applied = await applyConfirm(deps)({
      case: kase,
      ...sent,
      cause: command.cause,
      doubtAt: now,
    });
    if (applied.answer !== undefined) return applied.answer;
    // Somebody else has ended it: what is stored for this key is the answer.
    return (await truthOf(deps, command, kase.payment.paymentId)) ?? unknown;
  } catch {
    // The attempt is on disk and the watchdog will end it; the client asks again with the same key.
    return unknown;
  }
};
