// Takes what is reserved: claim, call, record. The PG is called once, whoever asks how often.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { isCancelNoted, type Order, type PendingOrder } from '#core/orders/order.ts';
import { applyEvidence } from './apply-evidence.ts';
import {
  type CallDeps,
  commitApproval,
  presentOf,
  sendClaimed,
  type TimedAsking,
  truthOf,
  unknownOf,
} from './approval-call.ts';
import { readsAsLapsed } from './authorization.ts';
import { capturesByRequest } from './captures-by-request.ts';
import type { Case } from './case.ts';
import { inDoubtRetrySeconds, isShortOfTime } from './check-confirm.ts';
import { claimAuthorized } from './claim-authorized.ts';
import { answered, type Claimed, keyedCall, refuseKeyed } from './keyed-call.ts';
import { orderBeside } from './order-beside.ts';
import { type AuthorizedPayment, type Payment, readsAsInDoubt } from './payment.ts';
import type { PaymentView } from './ports.ts';
import { paymentNow } from './present-payment.ts';
import { recordReservedVerdict } from './record-reserved-verdict.ts';

export interface CapturePayment extends TimedAsking {
  readonly paymentId: PaymentId;
  /** Minor units; if sent, the whole of what is reserved. */
  readonly amount?: bigint;
}

const action = 'payment.capture';
const apply = applyEvidence(recordReservedVerdict);
const roundsMax = 3;

/** Nothing is reserved: not any more, never, or somebody is asking the PG about it. */
const refusedByState = async (deps: CallDeps, view: PaymentView, now: Instant): Promise<Answer> => {
  const { payment } = view;
  if (readsAsInDoubt(payment, now)) return refusal('PAY_004', null, inDoubtRetrySeconds);
  if (payment.openAttempt !== undefined) return refusal('PAY_004', null, 1);
  const hasLapsed =
    readsAsLapsed(payment, now) ||
    (payment.status === 'EXPIRED' && payment.authorization !== undefined);
  return refusal(hasLapsed ? 'PAY_011' : 'PAY_010', await paymentNow(deps, view));
};

const isReserved = (payment: Payment, now: Instant): payment is AuthorizedPayment =>
  payment.status === 'AUTHORIZED' &&
  payment.openAttempt === undefined &&
  !readsAsLapsed(payment, now);

interface Capturable {
  readonly payment: AuthorizedPayment;
  readonly order: PendingOrder;
}

const checkCapture = async (
  deps: CallDeps,
  command: CapturePayment,
  view: PaymentView,
  order: Order,
): Promise<Result<Capturable, Answer>> => {
  const now = deps.clock.now();
  const { payment } = view;
  if (!capturesByRequest(deps, payment.provider)) return err(refusal('PAY_008'));
  if (!isReserved(payment, now)) return err(await refusedByState(deps, view, now));
  if (command.amount !== undefined && command.amount !== payment.amount.minor) {
    // A part of it is not taken: whoever asked for one learns what can be.
    const { minor, currency } = payment.amount;
    return err(refusal('PAY_007', { capturableAmount: toWire(minor), currency }));
  }
  // For good: what was promised to be let go is not taken, whoever has to let it go.
  if (isCancelNoted(order)) return err(refusal('PAY_004'));
  if (isShortOfTime(command)) return err(refusal('SYS_003', null, 1));
  return ok({ payment, order: order as PendingOrder });
};

const look = async (deps: CallDeps, command: CapturePayment): Promise<Claimed<Case>> => {
  const { tenant, paymentId, claim, cause } = command;
  const view = await deps.payments.byId({ tenant, paymentId });
  if (view === undefined) return answered(refusal('PAY_006'));
  // A key that is taken over may have its attempt open: then nobody claims, and the truth is told.
  const truth = claim.takeOver === undefined ? undefined : await truthOf(deps, command, paymentId);
  if (truth !== undefined) return answered(truth);
  const order = present(await orderBeside(deps)(view), 'a payment has its order');
  if (order === 'MOVED') return { kind: 'AGAIN', claim };
  const checked = await checkCapture(deps, command, view, order);
  if (!checked.ok) {
    const { orderId: rootId, userId } = order;
    const refusing = { answer: checked.error, action, rootId, userId };
    return refuseKeyed(deps)(command, { ...refusing, present: presentOf(deps, tenant) });
  }
  const at = deps.clock.now();
  const { attempts } = view;
  const claiming = { op: 'CAPTURE' as const, ...checked.value, attempts, claim, cause, at };
  return commitApproval(deps, command, claimAuthorized(claiming, deps.digests));
};

/**
 * Captures a payment that is AUTHORIZED.
 *
 * @returns 200 CONFIRMED, 202 PAY_005 not known yet, 402 refused by the PG and AUTHORIZED as before, and the
 * refusals of the API specification, section 6.4.
 * @throws DependencyUnavailable before anything was sent.
 */
export const capturePayment = (deps: CallDeps): ((command: CapturePayment) => Promise<Answer>) =>
  keyedCall<CapturePayment, Case>(deps, {
    roundsMax,
    look: (command) => look(deps, command),
    send: sendClaimed(deps, apply),
    truth: (command) => truthOf(deps, command, command.paymentId),
    unknown: (_command, kase) => unknownOf(kase, deps.clock.now()),
  });
