// Reserves money at a PG that captures by request: claim, call, record. Nothing is taken before the
// capture, and a PG that cannot do it is refused before any call.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import type { Order, PendingOrder } from '#core/orders/order.ts';
import { applyEvidence } from './apply-evidence.ts';
import {
  type CallDeps,
  commitApproval,
  isNewlyRefused,
  presentOf,
  sendClaimed,
  truthOf,
  unknownOf,
} from './approval-call.ts';
import type { Case } from './case.ts';
import {
  type AuthorizePayment,
  type CheckAuthorizeDeps,
  checkDirect,
  checkOrder,
} from './check-authorize.ts';
import { claimApproval, claimDirect } from './claim-approval.ts';
import { answered, type Claimed, keyedCall, refuseKeyed } from './keyed-call.ts';
import { recordAuthorizeVerdict } from './record-authorize-verdict.ts';

export type AuthorizeDeps = CallDeps & CheckAuthorizeDeps;

const action = 'payment.authorize';
const apply = applyEvidence(recordAuthorizeVerdict);
const roundsMax = 3;

/** The order a former try of this key made: it is found by the payment its record names. */
const orderOfKey = async (
  deps: AuthorizeDeps,
  { tenant, claim }: AuthorizePayment,
): Promise<OrderId | undefined> => {
  if (claim.takeOver === undefined) return undefined;
  const record = await deps.records.byScope({ tenant, scope: claim.scope });
  const paymentId = record?.resourceId;
  if (paymentId === undefined) return undefined;
  const view = await deps.payments.byId({ tenant, paymentId: paymentId as PaymentId });
  return view?.payment.orderId;
};

const refused = (
  deps: AuthorizeDeps,
  command: AuthorizePayment,
  answer: Answer,
  order: Pick<Order, 'orderId' | 'userId'> | undefined,
): Promise<Claimed<Case>> =>
  refuseKeyed(deps)(command, {
    answer,
    action,
    present: presentOf(deps, command.tenant),
    rootId: order?.orderId ?? command.orderId ?? command.tenant.merchantId,
    ...(order === undefined ? {} : { userId: order.userId }),
  });

const claiming = (deps: AuthorizeDeps, command: AuthorizePayment, order: PendingOrder) => {
  const { tenant, cause, claim, paymentKey } = command;
  return {
    op: 'AUTHORIZE' as const,
    tenant,
    order,
    paymentKey,
    claim,
    cause,
    at: deps.clock.now(),
  };
};

const claimOrder = async (
  deps: AuthorizeDeps,
  command: AuthorizePayment,
  orderId: OrderId,
  isRepeat: boolean,
): Promise<Claimed<Case>> => {
  const order = await deps.orders.byId({ tenant: command.tenant, orderId });
  // A key that is taken over may have its attempt open: then nobody claims, and the truth is told.
  const truth =
    command.claim.takeOver === undefined
      ? undefined
      : await truthOf(deps, command, order?.current.paymentId);
  if (truth !== undefined) return answered(truth);
  const checked = await checkOrder(deps)(command, order, isRepeat);
  if (!checked.ok) return refused(deps, command, checked.error, order);
  const claimed = claimApproval(claiming(deps, command, checked.value), deps.digests);
  const committed = await commitApproval(deps, command, claimed);
  return isNewlyRefused(committed) ? refused(deps, command, committed.answer, order) : committed;
};

const claimNew = async (deps: AuthorizeDeps, command: AuthorizePayment): Promise<Claimed<Case>> => {
  const checked = await checkDirect(deps, command);
  if (!checked.ok) return refused(deps, command, checked.error, undefined);
  const claimed = claimDirect(claiming(deps, command, checked.value), deps.digests);
  const committed = await commitApproval(deps, command, claimed);
  return isNewlyRefused(committed)
    ? refused(deps, command, committed.answer, undefined)
    : committed;
};

/**
 * Authorizes the current payment of an order, or of an order it makes.
 *
 * @returns 200 AUTHORIZED, 202 PAY_005 not known yet, 402 declined, 422 PAY_008 where the PG has no manual
 * capture, and the refusals of the API specification, section 6.4.
 * @throws DependencyUnavailable before anything was sent.
 */
export const authorizePayment = (
  deps: AuthorizeDeps,
): ((command: AuthorizePayment) => Promise<Answer>) =>
  keyedCall<AuthorizePayment, Case>(deps, {
    roundsMax,
    look: async (command, isRepeat) => {
      const orderId = command.orderId ?? (await orderOfKey(deps, command));
      return orderId === undefined
        ? claimNew(deps, command)
        : claimOrder(deps, command, orderId, isRepeat);
    },
    send: sendClaimed(deps, apply),
    truth: (command, kase) => truthOf(deps, command, kase.payment.paymentId),
    unknown: (_command, kase) => unknownOf(kase, deps.clock.now()),
  });
