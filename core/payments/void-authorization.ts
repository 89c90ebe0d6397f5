// Lets go what is reserved or waits for a deposit: a cancel asks for the void at the PG, or its time is over. Callers: the cancel of
// an order or a payment, the VOID command, the sweep.
import { refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { fenceOf } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { isCancelNoted, type PendingOrder } from '#core/orders/order.ts';
import { applyEvidence } from './apply-evidence.ts';
import { type CallDeps, commitApproval, sendClaimed, unknownOf } from './approval-call.ts';
import { refusedVoids } from './attempt.ts';
import { readsAsLapsed } from './authorization.ts';
import { type Case, engineCause } from './case.ts';
import { inDoubtRetrySeconds, isShortOfTime } from './check-confirm.ts';
import { type ClaimingAuthorized, claimAuthorized } from './claim-authorized.ts';
import { claimCommit } from './keyed-call.ts';
import { orderBeside } from './order-beside.ts';
import { isReserved, type ReservedPayment } from './payment.ts';
import type { PaymentView, Voided, VoidFirst } from './ports.ts';
import { raiseRefusedVoid } from './raise-mismatch.ts';
import { readTruth } from './read-truth.ts';
import { recordReservedVerdict } from './record-reserved-verdict.ts';
import { orNotKnown } from './sent-call.ts';

const apply = applyEvidence(recordReservedVerdict);

/** Past its limit, or after a void was refused, only the PG says what has become of a reservation. */
const isAskedAbout = ({ payment, attempts }: PaymentView, now: Instant): boolean =>
  readsAsLapsed(payment, now) || refusedVoids(attempts).length > 0;

/** What the end of a void tells whoever waits for it; after any other the rows say more. */
const kinds = { NOT_DONE: 'REFUSED', OVERTAKEN: 'OVERTAKEN' } as const;

const send = async (deps: CallDeps, asked: VoidFirst, kase: Case): Promise<Voided> => {
  const unknown = unknownOf(kase, deps.clock.now());
  // The record of the void releases the key: whoever asked goes on with it.
  const claim = { ...asked.claim, takeOver: fenceOf(asked.claim) };
  return orNotKnown<Voided>(deps, { kind: 'ANSWER', answer: unknown }, async () => {
    const applied = await sendClaimed(deps, apply)(kase, asked);
    if (applied.outcome === 'IN_DOUBT') {
      return { kind: 'ANSWER', answer: applied.answer ?? unknown };
    }
    return { kind: kinds[applied.outcome as keyof typeof kinds] ?? 'LOOK_AGAIN', claim };
  });
};

/** @returns undefined where the PG still holds what is to be let go. */
const askFirst = async (
  deps: CallDeps,
  { claim, cause, ...asked }: VoidFirst,
  view: PaymentView,
): Promise<Voided | undefined> => {
  if (!isAskedAbout(view, deps.clock.now())) return undefined;
  const { applied } = await readTruth(deps)(asked, view, cause.actor);
  if (applied === 'STANDS') return undefined;
  return applied === 'APPLIED'
    ? { kind: 'LOOK_AGAIN', claim }
    : { kind: 'ANSWER', answer: refusal('PAY_004', null, inDoubtRetrySeconds) };
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
    const told = await askFirst(deps, asked, view);
    if (told !== undefined) return told;
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
const reasons = { cancelled: 'the order was cancelled', lapsed: 'its time is over' };

/** `LATER`: a row moved between the read and the write. `UNREAD`: the PG has not told. */
type EndedHow = 'ENDED' | 'LATER' | 'UNREAD';

const voidNow = async (deps: CallDeps, claiming: ClaimingAuthorized): Promise<EndedHow> => {
  const { draft, case: kase } = claimAuthorized(claiming, deps.digests);
  const committed = await deps.unitOfWork.commit(claimCommit(deps, draft));
  if (!committed.ok) return 'LATER';
  const { cause } = claiming;
  const unhurried = { remainingMs: () => Number.POSITIVE_INFINITY };
  await sendClaimed(deps, apply)(kase, { ...unhurried, cause });
  return 'ENDED';
};

/** Still held at the PG: let go, once, or once more where a person asks. */
const letGo = async (
  deps: CallDeps,
  view: PaymentView,
  payment: ReservedPayment,
  afterRefusals: number,
): Promise<EndedHow> => {
  const { attempts } = view;
  const found = present(await orderBeside(deps)(view), 'a payment has its order');
  if (found === 'MOVED') return 'LATER';
  const order = found as PendingOrder;
  const cause = engineCause(payment, actor);
  const at = deps.clock.now();
  const isLapsed = readsAsLapsed(payment, at);
  if (!isLapsed && !isCancelNoted(order)) return 'ENDED';
  // A refused void is not asked for again by itself: a person has it, who may ask for one more.
  const refused = refusedVoids(attempts);
  const attempt = refused.at(-1);
  if (attempt !== undefined && refused.length > afterRefusals) {
    await raiseRefusedVoid(deps)({ order, payment, attempt }, cause);
    return 'ENDED';
  }
  const reason = isLapsed ? reasons.lapsed : reasons.cancelled;
  return voidNow(deps, { op: 'VOID', order, payment, attempts, reason, cause, at });
};

const endReserved = async (
  deps: CallDeps,
  view: PaymentView,
  payment: ReservedPayment,
  { afterRefusals = 0 }: ReservedKey,
): Promise<EndedHow> => {
  if (isAskedAbout(view, deps.clock.now())) {
    const { applied } = await readTruth(deps)(payment, view, actor);
    if (applied !== 'STANDS') return applied === 'APPLIED' ? 'ENDED' : 'UNREAD';
  }
  return letGo(deps, view, payment, afterRefusals);
};

const waitsMs = { LATER: soonMs, UNREAD: 60_000 } as const;

/**
 * Ends an authorization whose time is over, or whose order's cancel waits for it. Over by time it is only by
 * the PG's word: what the PG still holds is voided. A message and the sweep both call this: whoever comes
 * second finds it ended.
 *
 * @returns `LATER` when a row moved between the read and the write, or the PG has not told. While an operation
 * is open nothing is due: its record sends for what follows.
 */
export const endAuthorization =
  (deps: CallDeps) =>
  async (key: ReservedKey): Promise<AuthorizationEnded> => {
    const view = await deps.payments.byId(key);
    if (view === undefined || view.payment.openAttempt !== undefined) return ended;
    const { payment } = view;
    if (!isReserved(payment)) return ended;
    const how = await endReserved(deps, view, payment, key);
    return how === 'ENDED' ? ended : { kind: 'LATER', at: plus(deps.clock.now(), waitsMs[how]) };
  };
