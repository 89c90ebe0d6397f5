// Follows the hint of a PG's webhook: finds the payment, reads it from the PG with our own key, and applies
// what that read says by the road that the watchdog takes. The webhook itself proves nothing: a forged, doubled
// or reordered one costs at most a read, and one that tells of money where none is found yet costs four within 155 s.
// Source: API specification, section 6.9; Toss specification, section 15.
import type { WebhookRef } from '#core/contracts/queues/watch-message.ts';
import { type Environment, type Tenant, tenantText } from '#core/contracts/tenant.ts';
import type { WebhookOutcome } from '#core/contracts/webhook-outcome.ts';
import { present } from '#core/kernel/assert.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import { type Instant, instant, plus } from '#core/kernel/instant.ts';
import { isZero } from '#core/kernel/money.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { parsePgOrderId } from '#core/orders/order.ts';
import type { Looked, WatchQueue } from '#core/outbox/queues.ts';
import { applyPgState } from './apply-pg-state.ts';
import { type Attempt, attemptId, isApproval } from './attempt.ts';
import { type Case, engineCause, loadCase } from './case.ts';
import { judgeState } from './judge-state.ts';
import { type Followed, followUnclaimed, speaksOfMoney } from './orphan-payment.ts';
import type { Payment } from './payment.ts';
import type { PaymentView } from './ports.ts';
import { adoptAll } from './read-cancels.ts';
import { readTruth } from './read-truth.ts';
import { type ResolveDeps, resolveAttempt } from './resolve-attempt.ts';
import { readingEvidence, readPg } from './send-attempt.ts';

export interface ApplyWebhookDeps extends ResolveDeps {
  readonly digests: Digests;
  readonly watchQueue: WatchQueue;
  /** Every tenant of one environment. */
  readonly tenants: (environment: Environment) => Promise<readonly Tenant[]>;
  /** Hears what became of a webhook. */
  readonly countWebhook: (outcome: WebhookOutcome) => void;
}

const actor = 'engine:webhook';
/** After the watchdog, which looks at the deadline itself. */
const afterDeadlineMs = 1_000;
const readAgainAfterMs = 10_000;
/** A saga that has to end first ends within seconds. */
const looksMax = 10;

/** The payment a PG order number names; several payments of one order have numbers of their own. */
const find = async (
  deps: ApplyWebhookDeps,
  tenant: Tenant,
  pgOrderId: string,
): Promise<PaymentView | undefined> => {
  const { orderId, number = 1 } = parsePgOrderId(pgOrderId);
  const order = await deps.orders.byId({ tenant, orderId: orderId as OrderId });
  const paymentId = order?.paymentIds[number - 1];
  return paymentId === undefined ? undefined : deps.payments.byId({ tenant, paymentId });
};

const isOfCancel = ({ status }: WebhookRef): boolean => status.endsWith('CANCELED');

/** The secret only the PG and we know; where we know none, nobody can have told it. */
const hasOurSecret = (
  { digests }: ApplyWebhookDeps,
  secretDigest: string,
  callbackSecret: string | undefined,
): boolean =>
  digests.constantTimeEquals(digests.sha256Hex(callbackSecret ?? ''), secretDigest) &&
  callbackSecret !== undefined;

/** False where the webhook's own words prove that the PG did not write it. */
const mayBeTrue = (
  deps: ApplyWebhookDeps,
  { provider, amount, secretDigest }: WebhookRef,
  { payment }: PaymentView,
): boolean =>
  // Another PG's address asks for no signature of this one.
  provider === payment.provider &&
  (amount === undefined ||
    (amount.currency === payment.amount.currency &&
      amount.minor === payment.amount.minor.toString())) &&
  (secretDigest === undefined || hasOurSecret(deps, secretDigest, payment.callbackSecret));

const readNow = async (deps: ApplyWebhookDeps, kase: Case): Promise<Followed> => {
  const { attempt } = kase;
  const reading = await readPg(deps, attempt);
  // A read that found nothing, or did not work, proves nothing: the doubt has a schedule of its own.
  if (reading.kind !== 'FOUND') return { outcome: 'KNOWN' };
  const verdict = judgeState(attempt, reading.payment);
  if (['REPLAY', 'UNKNOWN', 'RUNNING'].includes(verdict.kind)) return { outcome: 'KNOWN' };
  const now = deps.clock.now();
  await applyPgState(deps)({
    case: kase,
    verdict,
    evidence: readingEvidence(reading, now),
    cause: engineCause(attempt, actor),
    doubtAt: present(attempt.doubtAt, 'a doubt has begun'),
  });
  return { outcome: 'APPLIED' };
};

/** A call whose answer may still come is left to whoever sent it. */
const followOpen = async (
  deps: ApplyWebhookDeps,
  ref: WebhookRef,
  attempt: Attempt,
): Promise<Followed> => {
  const key = {
    tenant: attempt.tenant,
    paymentId: attempt.paymentId,
    attemptId: attemptId(attempt),
  };
  if (attempt.state === 'SENT') {
    if (deps.clock.now() >= attempt.deadlineAt) {
      await resolveAttempt(deps)(key);
      return { outcome: 'APPLIED' };
    }
    // What it says of this call its own answer says too; a cancel may be another's.
    return isOfCancel(ref)
      ? { outcome: 'LATER', at: plus(attempt.deadlineAt, afterDeadlineMs), slot: ref.slot }
      : { outcome: 'KNOWN' };
  }
  const kase = await loadCase(deps)(key);
  return kase?.attempt.state === 'IN_DOUBT' ? readNow(deps, kase) : { outcome: 'KNOWN' };
};

/** What cannot be applied now is looked at until it is in our books, or a person has it. */
const lookOnSchedule = (
  { watchQueue, clock }: ApplyWebhookDeps,
  { tenant, paymentId }: Pick<Attempt, 'tenant' | 'paymentId'>,
): Promise<unknown> =>
  watchQueue.send(
    { tenant: tenantText(tenant), ref: { kind: 'CANCELS', paymentId, slot: 1 } },
    plus(clock.now(), readAgainAfterMs),
  );

/** Looked at again within seconds, which is what a saga needs to end; an outage of the PG may take longer. */
const comeAgain = async (
  deps: ApplyWebhookDeps,
  ref: WebhookRef,
  payment: Payment,
): Promise<Followed> => {
  if (ref.slot < looksMax) {
    const at = plus(deps.clock.now(), readAgainAfterMs);
    return { outcome: 'LATER', at, slot: ref.slot + 1 };
  }
  // What waits for its deposit is polled; of all else nobody would hear again.
  if (payment.status === 'WAITING_FOR_DEPOSIT') return { outcome: 'KNOWN' };
  await lookOnSchedule(deps, payment);
  return { outcome: 'LATER' };
};

/** The money is taken: what is left to learn is what others gave back of it. */
const followTaken = async (
  deps: ApplyWebhookDeps,
  ref: WebhookRef,
  { payment }: PaymentView,
  taken: Attempt,
): Promise<Followed> => {
  if (!isOfCancel(ref)) return { outcome: 'KNOWN' };
  const { isSettled, tooLarge } = await adoptAll(deps, taken, engineCause(taken, actor));
  if (!isSettled) return comeAgain(deps, ref, payment);
  // A person is asked at once.
  if (tooLarge.length > 0) await lookOnSchedule(deps, payment);
  return { outcome: tooLarge.length > 0 ? 'LATER' : 'APPLIED' };
};

/** A virtual account moves by itself, and so may what is reserved or has ended: the PG is asked what is true. */
const followStanding = async (
  deps: ApplyWebhookDeps,
  ref: WebhookRef,
  view: PaymentView,
): Promise<Followed> => {
  const { applied } = await readTruth(deps)(view.payment, view, actor);
  if (applied === 'LATER') return comeAgain(deps, ref, view.payment);
  return { outcome: applied === 'APPLIED' ? 'APPLIED' : 'KNOWN' };
};

const follow = async (
  deps: ApplyWebhookDeps,
  tenant: Tenant,
  ref: WebhookRef,
  view: PaymentView,
): Promise<Followed> => {
  if (!mayBeTrue(deps, ref, view)) return { outcome: 'FORGED' };
  const open = view.attempts.find((attempt) => attemptId(attempt) === view.payment.openAttempt?.id);
  if (open !== undefined) return followOpen(deps, ref, open);
  const asked = view.attempts.findLast(isApproval);
  const { payment } = view;
  const movesByItself =
    payment.virtualAccount !== undefined || payment.status === 'AUTHORIZED' || 'endedAt' in payment;
  if (movesByItself && asked !== undefined) return followStanding(deps, ref, view);
  const taken = view.attempts.find((one) => isApproval(one) && one.state === 'SUCCEEDED');
  return taken === undefined
    ? followUnclaimed(deps, tenant, ref, view)
    : followTaken(deps, ref, view, taken);
};

/** When a read that may have been an old one is repeated, from the webhook on: the last is later than any read lags. */
const lagLooksMs = [5_000, 35_000, 155_000];

/** Money or a cancel that is not in our books, or a deposit taken back of which they know nothing. */
const tellsNews = (
  ref: WebhookRef,
  { payment, refunds }: PaymentView,
  isRead: boolean,
): boolean => {
  const isHeld = !isZero(payment.amounts.captured);
  const mayBeTaken = 'endedAt' in payment || payment.status === 'AUTHORIZED';
  if (speaksOfMoney(ref) && mayBeTaken && !isHeld) return true;
  // Of a card nothing is known before its cancels were read; an account's state was read, and said nothing new.
  if (!isRead && (payment.virtualAccount === undefined || !isHeld)) return false;
  const { transactionKey } = ref;
  return isOfCancel(ref)
    ? transactionKey !== undefined && !refunds.some(({ pgTxId }) => pgTxId === transactionKey)
    : ref.status === 'WAITING_FOR_DEPOSIT' && 'approval' in payment;
};

/**
 * What it tells of is not in our books, though the PG was read: that read may have been an old one.
 *
 * @param before - The payment as it was found.
 * @returns When to read again.
 */
const lookAfterLag = async (
  deps: ApplyWebhookDeps,
  tenant: Tenant,
  ref: WebhookRef,
  before: PaymentView,
  { outcome }: Followed,
): Promise<Instant | undefined> => {
  const now = deps.clock.now();
  const at = lagLooksMs.map((ms) => plus(instant(ref.receivedAt), ms)).find((one) => one > now);
  if (at === undefined || (outcome !== 'APPLIED' && outcome !== 'KNOWN')) return undefined;
  const isRead = outcome === 'APPLIED';
  const view = isRead ? await find(deps, tenant, ref.pgOrderId) : before;
  return tellsNews(ref, present(view, 'a payment stays where it was'), isRead) ? at : undefined;
};

/**
 * @throws DependencyUnavailable, OutcomeUnknown from the store: nothing is lost, the webhook comes again.
 */
export const applyWebhook =
  (deps: ApplyWebhookDeps) =>
  async ({
    tenant,
    ref,
  }: {
    readonly tenant: Tenant;
    readonly ref: WebhookRef;
  }): Promise<Looked> => {
    const view = await find(deps, tenant, ref.pgOrderId);
    const followed = await (view === undefined
      ? followUnclaimed(deps, tenant, ref, view)
      : follow(deps, tenant, ref, view));
    const again = view && (await lookAfterLag(deps, tenant, ref, view, followed));
    const { outcome, at, slot }: Followed =
      again === undefined ? followed : { outcome: 'LATER', at: again };
    deps.countWebhook(outcome);
    return {
      kind: at === undefined ? 'ENDED' : 'LATER',
      ...(at === undefined ? {} : { at }),
      ...(slot === undefined ? {} : { slot }),
    };
  };
