// Refunds a payment at a client's request: reserve, call, record. No transaction is open while the PG
// works; while another PG operation of the payment is open the amount is only reserved, and the refund
// waits for its turn.
import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import { present } from '#core/kernel/assert.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { Order } from '#core/orders/order.ts';
import { type Attempt, attemptLifeMs, firstLook, isOpen } from '#core/payments/attempt.ts';
import { asStored } from '#core/payments/case.ts';
import {
  answered,
  asStoredAnswer,
  type Claimed,
  claimCommit,
  commitClaim,
  keyedCall,
  type Present,
  refuseKeyed,
} from '#core/payments/keyed-call.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import type { FieldSeal } from '#core/privacy/ports.ts';
import { sealAccount } from '#core/privacy/refund-account.ts';
import { checkRefund, isSameRefund, type RequestRefund } from './check-refund.ts';
import { type ClaimingRefund, claimToSend, claimToWait } from './claim-refund.ts';
import { claimOfWish, type Wish } from './made-wish.ts';
import type { Refund, SealedAccount } from './refund.ts';
import { refundAnswer, refundInDoubt } from './refund-answers.ts';
import { refundItem, refundObject } from './refund-object.ts';
import { type SendingRefund, type SendRefundDeps, sendRefund } from './send-refund.ts';

/** One request, under the id its refund has or will have. */
interface Asked extends RequestRefund, Wish {
  readonly refundId: RefundId;
  readonly account?: SealedAccount;
}

export interface RequestRefundDeps extends Omit<SendRefundDeps, 'fieldSeal'> {
  /** Absent where no account can be told with the request. */
  readonly fieldSeal?: FieldSeal;
}

const action = 'refund.request';
/** Every lost round is a refund of somebody else: as many may come before it as come at once. */
const roundsMax = 60;

const attemptOf = ({ attempts }: PaymentView, { refundId }: Refund): Attempt | undefined =>
  attempts.findLast(({ objectId }) => objectId === refundId);

const viewOf = ({ payments }: SendRefundDeps, { tenant, paymentId }: RequestRefund) =>
  payments.byId({ tenant, paymentId });

/** The refund a key made, as it is now, for an answer that is no longer kept. */
const presentOf =
  (deps: SendRefundDeps, command: RequestRefund): Present =>
  async ({ resourceId }) => {
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
  const { attempts, refunds } = present(await viewOf(deps, command), 'a payment stays');
  const mine = attempts.findLast(({ idempotency }) => idempotency?.scope === command.claim.scope);
  if (mine === undefined) return undefined;
  const refund = refunds.find(({ refundId }) => refundId === mine.objectId);
  const truth = refundAnswer(present(refund, 'a cancel has its refund'), mine, deps.clock.now());
  return isOpen(mine) ? truth : asStoredAnswer(deps)(command, truth);
};

/** Not known yet, by a request whose own refund nobody could read. */
const unknownOf = (
  { refundId, paymentId }: Asked,
  { orderId }: Pick<Order, 'orderId'>,
  { clock }: SendRefundDeps,
): Answer => {
  const since = plus(clock.now(), attemptLifeMs);
  return refundInDoubt({ refundId, paymentId, orderId }, since, firstLook(since));
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

/** What is claimed, and what follows once it is stored. */
const claimOf = (deps: SendRefundDeps, asked: Asked, claiming: ClaimingRefund) => {
  const { refundable, view } = claiming;
  if (refundable.isQueued || refundable.isAccountMissing) {
    const { draft, refund } = claimToWait(claiming);
    const commit = claimCommit(deps, draft);
    return { commit, refund, ifStored: answered(accepted(refundItem(refund))) };
  }
  const { draft, case: kase, refund } = claimToSend(claiming, deps.digests);
  const commit = claimCommit(deps, draft);
  const sending = {
    case: asStored(kase, commit),
    attempts: view.attempts,
    cause: asked.cause,
  };
  return { commit, refund, ifStored: { kind: 'SEND' as const, sending } };
};

const claim = (
  deps: SendRefundDeps,
  asked: Asked,
  claiming: ClaimingRefund,
): Promise<Claimed<SendingRefund>> => {
  const { commit, refund, ifStored } = claimOf(deps, asked, claiming);
  return commitClaim(deps)(asked, {
    commit,
    present: presentOf(deps, asked),
    ifStored,
    isStored: () => isStored(deps, asked, refund),
    unknown: unknownOf(asked, refund, deps),
    onLost: (lost) => {
      const { owner = asked.paymentId } = lost as { readonly owner?: string };
      // Another payment has a refund of this id; one of this payment is found by the next look.
      return owner === asked.paymentId
        ? { kind: 'AGAIN', claim: asked.claim }
        : answered(refusal('REF_004'));
    },
  });
};

/** A refusal under a key that may have begun a refund before: then that refund is the answer. */
const refused = (
  deps: SendRefundDeps,
  asked: Asked,
  answer: Answer,
  of: { readonly rootId: string; readonly userId?: string },
): Promise<Claimed<SendingRefund>> =>
  refuseKeyed(deps)(asked, { answer, action, present: presentOf(deps, asked), ...of });

/** The same id again: the refund it made, without effect; what is not final yet is not kept. */
const sameAgain = (
  deps: SendRefundDeps,
  asked: Asked,
  view: PaymentView,
  refund: Refund,
): Promise<Claimed<SendingRefund>> => {
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

const look = async (deps: SendRefundDeps, came: Asked): Promise<Claimed<SendingRefund>> => {
  const view = await viewOf(deps, came);
  if (view === undefined) return answered(refusal('PAY_006'));
  const asked = { ...came, claim: await claimOfWish(deps.records, came, view.refunds) };
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
  const { refundId, reason, claim: held, cause, shape, account } = asked;
  return claim(deps, asked, {
    order,
    view,
    refundable: checked.value,
    refundId,
    reason,
    ...(account === undefined ? {} : { account }),
    claim: held,
    cause,
    at,
    ...(shape === undefined ? {} : { shape }),
  });
};

/** As it was claimed: a wish may have been sent under another key than it came with. */
const sentAs = (asked: Asked, { case: { attempt } }: SendingRefund): Asked => {
  const { scope } = present(attempt.idempotency, 'a refund by request answers it');
  return { ...asked, claim: { ...asked.claim, scope } };
};

const pauseMaxMs = 200;

/** Those who lost together do not come again together. */
const pauseAfter =
  ({ chance, sleeper }: SendRefundDeps) =>
  (round: number): Promise<void> =>
    sleeper.sleep(Math.ceil(Math.min(pauseMaxMs, 10 * round) * chance.fraction()));

/**
 * Refunds a payment, wholly or in part.
 *
 * @returns 201 returned (200 with the payment in the two-step spelling), 202 COMMON_001 waiting for its turn,
 * 202 PAY_005 not known yet, 422 REF_008 refused by the PG, 200 the same refund again, and the refusals of
 * the API specification, section 6.5.
 * @throws DependencyUnavailable before anything was sent.
 */
export const requestRefund =
  (deps: RequestRefundDeps) =>
  async (command: RequestRefund): Promise<Answer> => {
    const refundId = command.refundId ?? deps.ids.next('rf');
    const { tenant, refundAccount } = command;
    const seal = () => present(deps.fieldSeal, 'who takes an account seals it');
    const account =
      refundAccount === undefined
        ? {}
        : { account: await sealAccount(seal(), { tenant, refundId }, refundAccount) };
    return keyedCall<Asked, SendingRefund>(deps, {
      roundsMax,
      pause: pauseAfter(deps),
      look: (asked) => look(deps, asked),
      send: (sending) => sendRefund(deps)(sending),
      truth: (asked, sending) => truthOf(deps, sentAs(asked, sending)),
      unknown: (asked, { case: { order } }) => unknownOf(asked, order, deps),
    })({ ...command, wish: command.claim.scope, refundId, ...account });
  };
