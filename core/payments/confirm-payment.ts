// Confirms a payment: claim, call, record. No transaction is open while the PG works, and nothing is
// ever failed because time has passed.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { Order, PendingOrder } from '#core/orders/order.ts';
import { parsePgOrderId } from '#core/orders/order.ts';
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
import { type ConfirmPayment, checkConfirm } from './check-confirm.ts';
import { claimApproval } from './claim-approval.ts';
import { answered, type Claimed, keyedCall, refuseKeyed } from './keyed-call.ts';
import { recordApprovalVerdict } from './record-approval-verdict.ts';

export type ConfirmDeps = CallDeps;

const action = 'payment.confirm';
const applyConfirm = applyEvidence(recordApprovalVerdict);
const roundsMax = 3;

const findOrder = ({ orders }: ConfirmDeps, command: ConfirmPayment): Promise<Order | undefined> =>
  orders.byId({
    tenant: command.tenant,
    orderId: parsePgOrderId(command.orderId).orderId as OrderId,
  });

const refused = (
  deps: ConfirmDeps,
  command: ConfirmPayment,
  answer: Answer,
  of: { readonly rootId: string; readonly userId?: string },
): Promise<Claimed<Case>> =>
  refuseKeyed(deps)(command, { answer, action, present: presentOf(deps, command.tenant), ...of });

const claim = (
  deps: ConfirmDeps,
  command: ConfirmPayment,
  order: PendingOrder,
): Promise<Claimed<Case>> => {
  const { tenant, cause, paymentKey, claim: held } = command;
  const at = deps.clock.now();
  const claiming = { op: 'CONFIRM' as const, tenant, order, paymentKey, claim: held, cause, at };
  return commitApproval(deps, command, claimApproval(claiming, deps.digests));
};

const look = async (
  deps: ConfirmDeps,
  command: ConfirmPayment,
  isRepeat: boolean,
): Promise<Claimed<Case>> => {
  const order = await findOrder(deps, command);
  // A key that is taken over may have its attempt open: then nobody claims, and the truth is told.
  const truth =
    command.claim.takeOver === undefined
      ? undefined
      : await truthOf(deps, command, order?.current.paymentId);
  if (truth !== undefined) return answered(truth);
  const checked = await checkConfirm(deps)(command, order, isRepeat);
  if (!checked.ok) {
    const rootId = order?.orderId ?? command.orderId;
    const owner = order === undefined ? {} : { userId: order.userId };
    return refused(deps, command, checked.error, { rootId, ...owner });
  }

  const claimed = await claim(deps, command, checked.value);
  if (!isNewlyRefused(claimed)) return claimed;
  const { orderId: rootId, userId } = checked.value;
  return refused(deps, command, claimed.answer, { rootId, userId });
};

/**
 * Confirms the current payment of an order.
 *
 * @returns 200 approved, 202 PAY_005 not known yet, 402 declined, and the refusals of the API
 * specification, section 6.3.
 * @throws DependencyUnavailable before anything was sent.
 */
export const confirmPayment = (deps: ConfirmDeps): ((command: ConfirmPayment) => Promise<Answer>) =>
  keyedCall<ConfirmPayment, Case>(deps, {
    roundsMax,
    look: (command, isRepeat) => look(deps, command, isRepeat),
    send: sendClaimed(deps, applyConfirm),
    truth: (command, kase) => truthOf(deps, command, kase.payment.paymentId),
    unknown: (_command, kase) => unknownOf(kase, deps.clock.now()),
  });
