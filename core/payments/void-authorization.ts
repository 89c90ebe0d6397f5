// Lets go what is reserved or waits for a deposit: a cancel asks for the void at the PG, or its time is over. Callers: the cancel of
// an order or a payment, the VOID command, the sweep.
import { refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { fenceOf } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { isCancelNoted, type PendingOrder } from '#core/orders/order.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import { applyEvidence } from './apply-evidence.ts';
import { type CallDeps, commitApproval, sendClaimed, unknownOf } from './approval-call.ts';
import { refusedVoids } from './attempt.ts';
import { readsAsLapsed } from './authorization.ts';
import { type Case, engineCause } from './case.ts';
import { isShortOfTime } from './check-confirm.ts';
import { type ClaimingAuthorized, claimAuthorized } from './claim-authorized.ts';
import { claimCommit } from './keyed-call.ts';
import { isReserved, type ReservedPayment } from './payment.ts';
import type { PaymentView, Voided, VoidFirst } from './ports.ts';
import { raiseRefusedVoid } from './raise-mismatch.ts';
import { recordLapse } from './record-let-go.ts';
import { recordReservedVerdict } from './record-reserved-verdict.ts';

const apply = applyEvidence(recordReservedVerdict);

const lapse = async (
  deps: CallDeps,
  kase: Pick<Case, 'order' | 'payment'>,
  cause: Cause,
): Promise<boolean> => {
  const { draft } = recordLapse({ case: kase, cause, at: deps.clock.now() }, deps.ids);
  const commit = assembleCommit(draft, deps.ids, deps.source);
  return (await deps.unitOfWork.commit(commit)).ok;
};

/** What the end of a void tells whoever waits for it; after any other the rows say more. */
const kinds = { NOT_DONE: 'REFUSED', OVERTAKEN: 'OVERTAKEN' } as const;

const send = async (deps: CallDeps, asked: VoidFirst, kase: Case): Promise<Voided> => {
  const unknown = unknownOf(kase, deps.clock.now());
  // The record of the void releases the key: whoever asked goes on with it.
  const claim = { ...asked.claim, takeOver: fenceOf(asked.claim) };
  try {
    const applied = await sendClaimed(deps, apply)(kase, asked);
    if (applied.outcome === 'IN_DOUBT') {
      return { kind: 'ANSWER', answer: applied.answer ?? unknown };
    }
    return { kind: kinds[applied.outcome as keyof typeof kinds] ?? 'LOOK_AGAIN', claim };
  } catch {
    return { kind: 'ANSWER', answer: unknown };
  }
};

/** Voids for a request; the PG is called once, and the truth is found out like that of any other call. */
export const voidFirst =
  (deps: CallDeps) =>
  async (asked: VoidFirst): Promise<Voided> => {
    const { tenant, paymentId, order, claim, resource, cause, reason, notesCancel } = asked;
    const view = present(await deps.payments.byId({ tenant, paymentId }), 'a payment stays');
    const { payment, attempts } = view;
    const at = deps.clock.now();
    if (!isReserved(payment) || payment.openAttempt !== undefined) {
      return { kind: 'LOOK_AGAIN', claim };
    }
    if (readsAsLapsed(payment, at)) {
      await lapse(deps, { order, payment }, cause);
      return { kind: 'LOOK_AGAIN', claim };
    }
    if (isShortOfTime(asked)) return { kind: 'ANSWER', answer: refusal('SYS_003', null, 1) };
    const claiming = { op: 'VOID' as const, order, payment, attempts, claim, resource };
    const claimed = await commitApproval(
      deps,
      asked,
      claimAuthorized({ ...claiming, reason, notesCancel, cause, at }, deps.digests),
      asked.present,
    );
    if (claimed.kind === 'ANSWER') return claimed;
    if (claimed.kind === 'AGAIN') return { kind: 'LOOK_AGAIN', claim: claimed.claim };
    return send(deps, asked, claimed.sending);
  };

export interface ReservedKey {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  /** So many refused voids a person knew of who asked for one more; 0 without a person. */
  readonly afterRefusals?: number;
}

export type AuthorizationEnded =
  | { readonly kind: 'ENDED' }
  | { readonly kind: 'LATER'; readonly at: Instant };

const ended: AuthorizationEnded = { kind: 'ENDED' };
const actor = 'engine:watchdog';
const soonMs = 1_000;
const reason = 'the order was cancelled';

const voidNow = async (deps: CallDeps, claiming: ClaimingAuthorized): Promise<boolean> => {
  const { draft, case: kase } = claimAuthorized(claiming, deps.digests);
  const committed = await deps.unitOfWork.commit(claimCommit(deps, draft));
  if (!committed.ok) return false;
  const { cause } = claiming;
  const unhurried = { remainingMs: () => Number.POSITIVE_INFINITY };
  await sendClaimed(deps, apply)(kase, { ...unhurried, cause });
  return true;
};

const endReserved = async (
  deps: CallDeps,
  view: PaymentView,
  payment: ReservedPayment,
  afterRefusals: number,
): Promise<boolean> => {
  const { tenant, orderId } = payment;
  const found = await deps.orders.byId({ tenant, orderId });
  const order = present(found, 'a payment has its order') as PendingOrder;
  const cause = engineCause(payment, actor);
  const at = deps.clock.now();
  if (readsAsLapsed(payment, at)) return lapse(deps, { order, payment }, cause);
  if (!isCancelNoted(order)) return true;
  const { attempts } = view;
  // A refused void is not asked for again by itself: a person has it, who may ask for one more.
  const refused = refusedVoids(attempts);
  const attempt = refused.at(-1);
  if (attempt !== undefined && refused.length > afterRefusals) {
    await raiseRefusedVoid(deps)({ order, payment, attempt }, cause);
    return true;
  }
  return voidNow(deps, { op: 'VOID', order, payment, attempts, reason, cause, at });
};

/**
 * Ends an authorization whose time is over, or whose order's cancel waits for it. A message and the sweep
 * both call this: whoever comes second finds it ended.
 *
 * @returns `LATER` when a row moved between the read and the write. While an operation is open nothing is
 * due: its record sends for what follows.
 */
export const endAuthorization =
  (deps: CallDeps) =>
  async (key: ReservedKey): Promise<AuthorizationEnded> => {
    const view = await deps.payments.byId(key);
    if (view === undefined || view.payment.openAttempt !== undefined) return ended;
    const { payment } = view;
    if (!isReserved(payment)) return ended;
    const isDone = await endReserved(deps, view, payment, key.afterRefusals ?? 0);
    return isDone ? ended : { kind: 'LATER', at: plus(deps.clock.now(), soonMs) };
  };
