// Refunds a payment at a client's request: reserve, call, record. No transaction is open while the PG
// works; while another PG operation of the payment is open the amount is only reserved, and the refund
// waits for its turn.
import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { followRecord } from '#core/idempotency/records.ts';
import { present } from '#core/kernel/assert.ts';
import { OutcomeUnknown } from '#core/kernel/faults.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Order } from '#core/orders/order.ts';
import { assembleCommit } from '#core/outbox/assemble-commit.ts';
import type { CommitLost } from '#core/outbox/commit.ts';
import { refuseOrTakeOver } from '#core/outbox/commit-answer.ts';
import { type Attempt, attemptLifeMs, isOpen } from '#core/payments/attempt.ts';
import { asStored } from '#core/payments/case.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import type { FieldSeal } from '#core/privacy/ports.ts';
import { sealAccount } from '#core/privacy/refund-account.ts';
import { checkRefund, isSameRefund, type RequestRefund } from './check-refund.ts';
import { type ClaimingRefund, claimToSend, claimToWait } from './claim-refund.ts';
import type { Refund, SealedAccount } from './refund.ts';
import { refundAnswer, refundInDoubt } from './refund-answers.ts';
import { refundItem, refundObject } from './refund-object.ts';
import { type SendingRefund, type SendRefundDeps, sendRefund } from './send-refund.ts';

type Settled =
  | { readonly kind: 'SEND'; readonly sending: SendingRefund }
  | { readonly kind: 'ANSWER'; readonly answer: Answer };

type Claimed =
  | Settled
  /** Somebody changed a row between the read and the claim: look again. */
  | { readonly kind: 'AGAIN'; readonly claim: IdempotencyClaim };

/** One request, under the id its refund has or will have. */
interface Asked extends RequestRefund {
  readonly refundId: RefundId;
  readonly account?: SealedAccount;
}

export interface RequestRefundDeps extends SendRefundDeps {
  readonly fieldSeal: FieldSeal;
}

const action = 'refund.request';
/** Every lost round is a refund of somebody else: as many may come before it as come at once. */
const roundsMax = 60;

const answered = (answer: Answer): Settled => ({ kind: 'ANSWER', answer });

const attemptOf = ({ attempts }: PaymentView, { refundId }: Refund): Attempt | undefined =>
  attempts.findLast(({ objectId }) => objectId === refundId);

const viewOf = ({ payments }: SendRefundDeps, { tenant, paymentId }: RequestRefund) =>
  payments.byId({ tenant, paymentId });

/** The refund a key made, as it is now, for an answer that is no longer kept. */
const presentOf =
  (deps: SendRefundDeps, command: RequestRefund) =>
  async ({ resourceId }: IdempotencyRecord): Promise<JsonObject | null> => {
    const view = present(await viewOf(deps, command), 'a payment stays');
    const refund = view.refunds.find(({ refundId }) => refundId === resourceId);
    return refund === undefined
      ? null
      : refundObject(refund, attemptOf(view, refund), deps.clock.now());
  };

/** What has become of the refund this key began: open, or ended and then as it is stored. */
const truthOf = async (
  deps: SendRefundDeps,
  command: RequestRefund,
): Promise<Answer | undefined> => {
  const { tenant, claim } = command;
  const { attempts, refunds } = present(await viewOf(deps, command), 'a payment stays');
  const mine = attempts.find(({ idempotency }) => idempotency?.scope === claim.scope);
  if (mine === undefined) return undefined;
  const refund = refunds.find(({ refundId }) => refundId === mine.objectId);
  const truth = refundAnswer(present(refund, 'a cancel has its refund'), mine, deps.clock.now());
  if (isOpen(mine)) return truth;
  // Whoever ended it wrote the answer in the same transaction.
  const kept = await deps.records.answer({ tenant, scope: claim.scope });
  return kept === undefined ? truth : { ...kept, isReplayed: true };
};

/** Not known yet, by a request whose own refund nobody could read. */
const unknownOf = (
  { refundId, paymentId }: Asked,
  { orderId }: Pick<Order, 'orderId'>,
  { clock }: SendRefundDeps,
): Answer => {
  const since = plus(clock.now(), attemptLifeMs);
  return refundInDoubt({ refundId, paymentId, orderId }, since, plus(since, 2_000));
};

const onLost = async (deps: SendRefundDeps, asked: Asked, lost: CommitLost): Promise<Claimed> => {
  const { tenant, claim, paymentId } = asked;
  if (lost.lost === 'idempotency') {
    const { record } = lost as { readonly record: IdempotencyRecord | undefined };
    const met = { tenant, claim, record, present: presentOf(deps, asked) };
    const followed = await followRecord(deps)(met);
    return followed.kind === 'ANSWER' ? followed : { kind: 'AGAIN', claim: followed.claim };
  }
  const { owner = paymentId } = lost as { readonly owner?: string };
  // Another payment has a refund of this id; one of this payment is found by the next look.
  return owner === paymentId ? { kind: 'AGAIN', claim } : answered(refusal('REF_004'));
};

/** Written by this very claim: another process of the same key is somebody else. */
const isStored = async (
  deps: SendRefundDeps,
  asked: Asked,
  { refundId, requestId, createdAt }: Refund,
): Promise<boolean> => {
  const { refunds } = present(await viewOf(deps, asked), 'a payment stays');
  return refunds.some(
    (found) =>
      found.refundId === refundId && found.requestId === requestId && found.createdAt === createdAt,
  );
};

/** The claim's reply was lost: one consistent read tells whether to go on; if not, nobody knows yet. */
const afterLostReply = async (
  deps: SendRefundDeps,
  asked: Asked,
  refund: Refund,
  ifStored: Settled,
): Promise<Settled> => {
  const unknown = answered(unknownOf(asked, refund, deps));
  try {
    return (await isStored(deps, asked, refund)) ? ifStored : unknown;
  } catch {
    return unknown;
  }
};

/** What is claimed, and what follows once it is stored. */
const claimOf = (deps: SendRefundDeps, asked: Asked, claiming: ClaimingRefund) => {
  const { refundable, view } = claiming;
  if (refundable.isQueued || refundable.isAccountMissing) {
    const { draft, refund } = claimToWait(claiming);
    const commit = assembleCommit(draft, deps.ids, deps.source);
    return { commit, refund, ifStored: answered(accepted(refundItem(refund))) };
  }
  const { draft, case: kase, refund } = claimToSend(claiming, deps.digests);
  const commit = assembleCommit(draft, deps.ids, deps.source);
  const sending = {
    case: asStored(kase, commit),
    attempts: view.attempts,
    cause: asked.cause,
  };
  return { commit, refund, ifStored: { kind: 'SEND' as const, sending } };
};

const claimOnce = async (
  deps: SendRefundDeps,
  asked: Asked,
  claiming: ClaimingRefund,
): Promise<Claimed> => {
  const { commit, refund, ifStored } = claimOf(deps, asked, claiming);
  try {
    const committed = await deps.unitOfWork.commit(commit);
    return committed.ok ? ifStored : await onLost(deps, asked, committed.error);
  } catch (fault) {
    if (fault instanceof OutcomeUnknown) return afterLostReply(deps, asked, refund, ifStored);
    throw fault;
  }
};

/** A refusal under a key that may have begun a refund before: then that refund is the answer. */
const refused = async (
  deps: SendRefundDeps,
  asked: Asked,
  answer: Answer,
  of: { readonly rootId: string; readonly userId?: string },
): Promise<Claimed> => {
  const { tenant, cause, claim } = asked;
  const ended = await refuseOrTakeOver(deps)({
    tenant,
    cause,
    claim,
    answer,
    action,
    present: presentOf(deps, asked),
    ...of,
  });
  return ended.kind === 'ANSWER' ? ended : { kind: 'AGAIN', claim: ended.claim };
};

/** The same id again: the refund it made, without effect; what is not final yet is not kept. */
const sameAgain = (
  deps: SendRefundDeps,
  asked: Asked,
  view: PaymentView,
  refund: Refund,
): Promise<Claimed> => {
  const { orderId: rootId, userId } = refund;
  if (!isSameRefund(asked, refund)) {
    return refused(deps, asked, refusal('REF_004'), { rootId, userId });
  }
  const shown = done(refundObject(refund, attemptOf(view, refund), deps.clock.now()));
  const isFinal = refund.status === 'SUCCEEDED' || refund.status === 'FAILED';
  return isFinal
    ? refused(deps, asked, shown, { rootId, userId })
    : Promise.resolve(answered(shown));
};

const orderOf = async ({ orders }: SendRefundDeps, { payment }: PaymentView): Promise<Order> =>
  present(
    await orders.byId({ tenant: payment.tenant, orderId: payment.orderId }),
    'a payment has its order',
  );

const claimRound = async (deps: SendRefundDeps, asked: Asked): Promise<Claimed> => {
  const view = await viewOf(deps, asked);
  if (view === undefined) return answered(refusal('PAY_006'));
  const truth = asked.claim.takeOver === undefined ? undefined : await truthOf(deps, asked);
  if (truth !== undefined) return answered(truth);
  const known = view.refunds.find(({ refundId }) => refundId === asked.refundId);
  if (known !== undefined) return sameAgain(deps, asked, view, known);

  const order = await orderOf(deps, view);
  const at = deps.clock.now();
  const checked = checkRefund(asked, view, order, at);
  if (!checked.ok) {
    const { orderId: rootId, userId } = order;
    return refused(deps, asked, checked.error, { rootId, userId });
  }
  const { refundId, reason, claim, cause, account } = asked;
  return claimOnce(deps, asked, {
    order,
    view,
    refundable: checked.value,
    refundId,
    reason,
    ...(account === undefined ? {} : { account }),
    claim,
    cause,
    at,
  });
};

const pauseMaxMs = 200;

const claimOrAnswer = async (deps: SendRefundDeps, asked: Asked): Promise<Settled> => {
  let { claim } = asked;
  for (let round = 1; round <= roundsMax; round += 1) {
    const claimed = await claimRound(deps, { ...asked, claim });
    if (claimed.kind !== 'AGAIN') return claimed;
    claim = claimed.claim;
    // Those who lost together do not come again together.
    const pause = Math.min(pauseMaxMs, 10 * round) * deps.chance.fraction();
    await deps.sleeper.sleep(Math.ceil(pause));
  }
  return answered(refusal('PAY_004', null, 1));
};

/** The call was sent: whatever happens to the record, the answer is the truth or "not known yet". */
const answerSent = async (
  deps: SendRefundDeps,
  asked: Asked,
  sending: SendingRefund,
): Promise<Answer> => {
  const unknown = unknownOf(asked, sending.case.order, deps);
  try {
    const applied = await sendRefund(deps)(sending);
    if (applied.answer !== undefined) return applied.answer;
    // Somebody else has ended it: what is stored for this key is the answer.
    return (await truthOf(deps, asked)) ?? unknown;
  } catch {
    // The attempt is on disk and the watchdog will end it; the client asks again with the same key.
    return unknown;
  }
};

/**
 * Refunds a payment, wholly or in part.
 *
 * @returns 201 returned, 202 COMMON_001 waiting for its turn, 202 PAY_005 not known yet, 422 REF_008
 * refused by the PG, 200 the same refund again, and the refusals of the API specification, section 6.5.
 * @throws DependencyUnavailable before anything was sent.
 */
export const requestRefund =
  (deps: RequestRefundDeps) =>
  async (command: RequestRefund): Promise<Answer> => {
    const refundId = command.refundId ?? deps.ids.next('rf');
    const { tenant, refundAccount } = command;
    const account =
      refundAccount === undefined
        ? {}
        : { account: await sealAccount(deps.fieldSeal, { tenant, refundId }, refundAccount) };
    const asked: Asked = { ...command, refundId, ...account };
    const claimed = await claimOrAnswer(deps, asked);
    if (claimed.kind === 'ANSWER') return claimed.answer;
    return answerSent(deps, asked, claimed.sending);
  };
