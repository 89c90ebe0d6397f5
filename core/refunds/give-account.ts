// Tells where a deposit goes back to: a refund that waits for its account is sent, or takes its place in
// line where another PG operation of its payment is open.
import { type Answer, accepted, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { next } from '#core/kernel/versioned.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type Attempt, attemptLifeMs, firstLook } from '#core/payments/attempt.ts';
import {
  answered,
  type Claimed,
  type Claiming,
  claimCommit,
  commitClaim,
  keyedCall,
  type Present,
  refuseKeyed,
} from '#core/payments/keyed-call.ts';
import type { RefundAccount } from '#core/payments/payment-gateway.ts';
import type { PaymentView } from '#core/payments/ports.ts';
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

/** One request, with its account as it is stored: sealed anew for each, so it tells whose write it is. */
interface Giving extends GiveAccount {
  readonly account: SealedAccount;
}

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
  (deps: GiveAccountDeps, command: GiveAccount): Present =>
  async () => {
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

/** Not known yet, by a request whose own refund nobody could read. */
const unknownOf = (refund: Refund, { clock }: GiveAccountDeps): Answer => {
  const since = plus(clock.now(), attemptLifeMs);
  return refundInDoubt(refund, since, firstLook(since));
};

const isStored = async (deps: GiveAccountDeps, giving: Giving): Promise<boolean> => {
  const found = await find(deps, giving);
  return found?.refund.account?.sealed === giving.account.sealed;
};

const claim = (
  deps: GiveAccountDeps,
  giving: Giving,
  { refund }: Waiting,
  claiming: Pick<Claiming<SendingRefund>, 'commit' | 'ifStored'>,
): Promise<Claimed<SendingRefund>> =>
  commitClaim(deps)<SendingRefund>(giving, {
    ...claiming,
    present: presentOf(deps, giving),
    isStored: () => isStored(deps, giving),
    unknown: unknownOf(refund, deps),
    onLost: () => ({ kind: 'AGAIN', claim: giving.claim }),
  });

/** Another PG operation is open: the account is kept, and whoever ends it sends for this refund. */
const keep = (
  deps: GiveAccountDeps,
  giving: Giving,
  found: Waiting,
): Promise<Claimed<SendingRefund>> => {
  const { refund: before } = found;
  const { claim: held, account } = giving;
  const at = deps.clock.now();
  const after = next(before, { account }) as Refund;
  const answer = accepted(refundItem(after));
  const resource = { type: 'refund', id: before.refundId };
  const commit = claimCommit(deps, {
    name: 'TX-REFUND-ACCOUNT',
    tenant: before.tenant,
    userId: before.userId,
    rootId: before.orderId,
    at,
    cause: giving.cause,
    idempotency: { kind: 'complete', claim: held, answer, resource, at },
    changes: [{ change: 'refund.advance', before, after }],
    audit: { action, object: before.refundId, statusAfter: after.status },
  });
  return claim(deps, giving, found, { commit, ifStored: answered(answer) });
};

const send = async (
  deps: GiveAccountDeps,
  giving: Giving,
  found: Waiting,
): Promise<Claimed<SendingRefund>> => {
  const { view, refund } = found;
  const { tenant, orderId } = view.payment;
  const order = present(await deps.orders.byId({ tenant, orderId }), 'a payment has its order');
  const { cause, claim: held, account } = giving;
  const { draft, case: kase } = claimTurn(
    { order, view, refund, claim: held, account, cause, at: deps.clock.now() },
    deps.digests,
  );
  const commit = claimCommit(deps, draft);
  const sending = { case: claimedCase(kase, commit), attempts: view.attempts, cause };
  return claim(deps, giving, found, { commit, ifStored: { kind: 'SEND', sending } });
};

const refused = (
  deps: GiveAccountDeps,
  giving: Giving,
  { refund: { orderId: rootId, userId } }: Waiting,
  answer: Answer,
): Promise<Claimed<SendingRefund>> => {
  const refusing = { answer, action, rootId, userId, present: presentOf(deps, giving) };
  return refuseKeyed(deps)(giving, refusing);
};

const look = async (deps: GiveAccountDeps, giving: Giving): Promise<Claimed<SendingRefund>> => {
  const found = await find(deps, giving);
  if (found === undefined) return answered(refusal('REF_001'));
  if (giving.claim.takeOver !== undefined) return answered(await truthOf(deps, giving, found));
  const { view, refund } = found;
  if (refund.status !== 'PENDING_ACCOUNT' || refund.account !== undefined) {
    return refused(deps, giving, found, refusal('PAY_010'));
  }
  if (giving.remainingMs() < timeNeededMs) return answered(refusal('SYS_003', null, 1));
  const isBusy = view.payment.openAttempt !== undefined || isRefundQueued(view.refunds);
  return isBusy ? keep(deps, giving, found) : send(deps, giving, found);
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
    return keyedCall<Giving, SendingRefund>(deps, {
      roundsMax,
      look: (giving) => look(deps, giving),
      send: (sending) => sendRefund(deps)(sending),
      truth: async (giving) => {
        const found = await find(deps, giving);
        return found === undefined ? undefined : truthOf(deps, giving, found);
      },
      unknown: (_giving, { case: { refund } }) =>
        unknownOf(present(refund, 'a cancel belongs to a refund'), deps),
    })({ ...command, account });
  };
