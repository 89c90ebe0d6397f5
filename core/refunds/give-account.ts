// Tells where a deposit goes back to: a refund that waits for its account is sent, or takes its place in
// line where another PG operation of its payment is open.
import { type Answer, accepted, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { followRecord } from '#core/idempotency/records.ts';
import { present } from '#core/kernel/assert.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { next } from '#core/kernel/versioned.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import { commitAnswer, refuseOrTakeOver } from '#core/outbox/commit-answer.ts';
import { type Attempt, attemptLifeMs } from '#core/payments/attempt.ts';
import type { RefundAccount } from '#core/payments/payment-gateway.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { orNotKnown } from '#core/payments/sent-call.ts';
import type { FieldSeal } from '#core/privacy/ports.ts';
import { sealAccount } from '#core/privacy/refund-account.ts';
import { claimTurn } from './claim-refund.ts';
import type { RefundOwners } from './ports.ts';
import { isRefundQueued, type Refund, type SealedAccount } from './refund.ts';
import { refundAnswer, refundInDoubt } from './refund-answers.ts';
import { refundItem, refundObject } from './refund-object.ts';
import { claimedCase, type SendingRefund, type SendRefundDeps, sendRefund } from './send-refund.ts';

export interface GiveAccount {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  readonly refundId: RefundId;
  readonly refundAccount: RefundAccount;
  /** Milliseconds the caller has left to live. */
  readonly remainingMs: () => number;
}

export interface GiveAccountDeps extends SendRefundDeps {
  readonly owners: RefundOwners;
  readonly fieldSeal: FieldSeal;
}

interface Waiting {
  readonly view: PaymentView;
  readonly refund: Refund;
}

type Given =
  | { readonly kind: 'SEND'; readonly sending: SendingRefund }
  | { readonly kind: 'ANSWER'; readonly answer: Answer }
  | { readonly kind: 'AGAIN'; readonly claim: IdempotencyClaim };

const action = 'refund.account';
const roundsMax = 10;
/** A call may take 10 s and its record 3 s, after the pause between two cancels. */
const timeNeededMs = 15_000;

const find = async (
  { owners, payments }: GiveAccountDeps,
  key: Pick<GiveAccount, 'tenant' | 'refundId'>,
): Promise<Waiting | undefined> => {
  const { tenant, refundId } = key;
  const paymentId = await owners.paymentOf(key);
  const view = paymentId === undefined ? undefined : await payments.byId({ tenant, paymentId });
  const refund = view?.refunds.find((one) => one.refundId === refundId);
  return view === undefined || refund === undefined ? undefined : { view, refund };
};

const attemptOf = ({ attempts }: PaymentView, { refundId }: Refund): Attempt | undefined =>
  attempts.findLast(({ objectId }) => objectId === refundId);

const presentOf =
  (deps: GiveAccountDeps, command: GiveAccount) =>
  async (_record: IdempotencyRecord): Promise<JsonObject | null> => {
    const { view, refund } = present(await find(deps, command), 'a refund stays');
    return refundObject(refund, attemptOf(view, refund), deps.clock.now());
  };

/** What has become of the call this key began. */
const truthOf = async (
  deps: GiveAccountDeps,
  { tenant, claim }: GiveAccount,
  { view, refund }: Waiting,
): Promise<Answer> => {
  const begun = view.attempts.find(({ idempotency }) => idempotency?.scope === claim.scope);
  const mine = present(begun, 'a key and its call are claimed together');
  const kept = await deps.records.answer({ tenant, scope: claim.scope });
  if (kept !== undefined) return { ...kept, isReplayed: true };
  return refundAnswer(refund, mine, deps.clock.now());
};

const follow = async (
  deps: GiveAccountDeps,
  command: GiveAccount,
  lost: { readonly lost: string },
): Promise<Given> => {
  const { tenant, claim } = command;
  if (lost.lost !== 'idempotency') return { kind: 'AGAIN', claim };
  const { record } = lost as unknown as { readonly record: IdempotencyRecord | undefined };
  const met = { tenant, claim, record, present: presentOf(deps, command) };
  const followed = await followRecord(deps)(met);
  return followed.kind === 'ANSWER' ? followed : { kind: 'AGAIN', claim: followed.claim };
};

/** Another PG operation is open: the account is kept, and whoever ends it sends for this refund. */
const keep = async (
  deps: GiveAccountDeps,
  command: GiveAccount,
  { refund: before }: Waiting,
  account: SealedAccount,
): Promise<Given> => {
  const at = deps.clock.now();
  const after = next(before, { account }) as Refund;
  const ended = await commitAnswer(deps)({
    claim: command.claim,
    answer: accepted(refundItem(after)),
    present: presentOf(deps, command),
    resource: { type: 'refund', id: before.refundId },
    draft: {
      name: 'TX-REFUND-ACCOUNT',
      tenant: before.tenant,
      userId: before.userId,
      rootId: before.orderId,
      at,
      cause: command.cause,
      changes: [{ change: 'refund.advance', before, after }],
      audit: { action, object: before.refundId, statusAfter: after.status },
    },
  });
  return ended.kind === 'ANSWER' ? ended : follow(deps, command, ended.lost);
};

const send = async (
  deps: GiveAccountDeps,
  command: GiveAccount,
  { view, refund }: Waiting,
  account: SealedAccount,
): Promise<Given> => {
  const { tenant, orderId } = view.payment;
  const order = present(await deps.orders.byId({ tenant, orderId }), 'a payment has its order');
  const { cause, claim } = command;
  const { draft, case: kase } = claimTurn(
    { order, view, refund, claim, account, cause, at: deps.clock.now() },
    deps.digests,
  );
  const commit = assembleCommit(draft, deps.ids, deps.source);
  const committed = await deps.unitOfWork.commit(commit);
  if (!committed.ok) return follow(deps, command, committed.error);
  const sending = { case: claimedCase(kase, commit), attempts: view.attempts, cause };
  return { kind: 'SEND', sending };
};

const refused = async (
  deps: GiveAccountDeps,
  command: GiveAccount,
  { refund }: Waiting,
  answer: Answer,
): Promise<Given> => {
  const { tenant, cause, claim } = command;
  const ended = await refuseOrTakeOver(deps)({
    tenant,
    cause,
    claim,
    answer,
    action,
    rootId: refund.orderId,
    userId: refund.userId,
    present: presentOf(deps, command),
  });
  return ended.kind === 'ANSWER' ? ended : { kind: 'AGAIN', claim: ended.claim };
};

const give = async (
  deps: GiveAccountDeps,
  command: GiveAccount,
  account: SealedAccount,
): Promise<Given> => {
  const found = await find(deps, command);
  if (found === undefined) return { kind: 'ANSWER', answer: refusal('REF_001') };
  if (command.claim.takeOver !== undefined) {
    return { kind: 'ANSWER', answer: await truthOf(deps, command, found) };
  }
  const { view, refund } = found;
  if (refund.status !== 'PENDING_ACCOUNT' || refund.account !== undefined) {
    return refused(deps, command, found, refusal('PAY_010'));
  }
  if (command.remainingMs() < timeNeededMs) {
    return { kind: 'ANSWER', answer: refusal('SYS_003', null, 1) };
  }
  const isBusy = view.payment.openAttempt !== undefined || isRefundQueued(view.refunds);
  return isBusy ? keep(deps, command, found, account) : send(deps, command, found, account);
};

/** The call was sent: whatever happens to the record, the answer is the truth or "not known yet". */
const answerSent = async (
  deps: GiveAccountDeps,
  command: GiveAccount,
  sending: SendingRefund,
): Promise<Answer> => {
  const since = plus(deps.clock.now(), attemptLifeMs);
  const refund = present(sending.case.refund, 'a cancel belongs to a refund');
  const unknown = refundInDoubt(refund, since, plus(since, 2_000));
  return orNotKnown(deps, unknown, async () => {
    const applied = await sendRefund(deps)(sending);
    if (applied.answer !== undefined) return applied.answer;
    const found = await find(deps, command);
    return found === undefined ? unknown : await truthOf(deps, command, found);
  });
};

/**
 * @returns 201 returned, 202 COMMON_001 waiting for its turn or its bank, 202 PAY_005 not known yet, 409
 * PAY_010 for a refund that waits for no account, 404 REF_001, 422 REF_005 or REF_008 refused by the PG.
 * @throws DependencyUnavailable before anything was sent.
 */
export const giveAccount =
  (deps: GiveAccountDeps) =>
  async (command: GiveAccount): Promise<Answer> => {
    const { tenant, refundId, refundAccount } = command;
    const account = await sealAccount(deps.fieldSeal, { tenant, refundId }, refundAccount);
    let { claim } = command;
    for (let round = 0; round < roundsMax; round += 1) {
      const given = await give(deps, { ...command, claim }, account);
      if (given.kind === 'ANSWER') return given.answer;
      if (given.kind === 'SEND') return answerSent(deps, command, given.sending);
      claim = given.claim;
    }
    return refusal('PAY_004', null, 1);
  };
