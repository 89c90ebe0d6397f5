// The repairer of cancels made at the PG. The transaction that learned of them also asks for this look: the
// PG is read again until every one is in our books, or a person has it. Then nothing is left that would
// resume a saga which still waits for its refund, so it is told what is true.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { isZero, toWire } from '#core/kernel/money.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import { type Adopted, adoptCancels } from './adopt-cancels.ts';
import type { ApplyDeps } from './apply-evidence.ts';
import { type Attempt, attemptId, isOpen, moneyAttempt } from './attempt.ts';
import { type Case, engineCause, loadCase } from './case.ts';
import { giveUpWaiting } from './give-up-waiting.ts';
import { judgeState } from './judge-state.ts';
import type { PaymentView } from './ports.ts';
import { paymentItemDraft } from './raise-mismatch.ts';
import { readTruth } from './read-truth.ts';
import { readPg, type SendDeps } from './send-attempt.ts';

export interface ReadCancelsDeps extends ApplyDeps, SendDeps {}

export interface ReadCancels {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  /** 1 for the first look. */
  readonly slot: number;
}

export type CancelsRead =
  | { readonly kind: 'ENDED' | 'HANDED_OVER' }
  | { readonly kind: 'LATER'; readonly at: Instant; readonly slot: number };

const actor = 'engine:watchdog';

/** Waits after looks 1 to 8; each is one that a queue can wait by itself. */
const waitsMs = [10_000, 20_000, 60_000, 300_000, 900_000, 900_000, 900_000, 900_000];

const soonMs = 1_000;

/** One look: what the PG returned of an approved payment, into our books. */
export const adoptAll = async (
  deps: ApplyDeps & Pick<SendDeps, 'gateways'>,
  attempt: Attempt,
  cause: Cause,
): Promise<Adopted> => {
  const reading = await readPg(deps, attempt);
  const verdict = reading.kind === 'FOUND' ? judgeState(attempt, reading.payment) : reading;
  if (verdict.kind !== 'APPROVED') return { isSettled: false, tooLarge: [] };
  const { tenant, paymentId } = attempt;
  return adoptCancels(deps)({ tenant, paymentId, cancels: verdict.cancels, cause });
};

/** Money of a virtual account moves both ways, and what took none may have taken it since: the whole truth is read. */
const lookOnce = async (
  deps: ReadCancelsDeps,
  view: PaymentView,
  taken: Attempt,
): Promise<Adopted> => {
  const { payment, attempts } = view;
  if (payment.virtualAccount === undefined && !isZero(payment.amounts.captured)) {
    return adoptAll(deps, taken, engineCause(taken, actor));
  }
  // An open call has reads of its own, and its end asks for a look.
  if (attempts.some(isOpen)) return { isSettled: true, tooLarge: [] };
  const { applied } = await readTruth(deps)(payment, view, actor);
  return { isSettled: applied !== 'LATER', tooLarge: [] };
};

/** One open item for a payment: a second finding of the same changes nothing. */
const handOver = async (
  deps: ReadCancelsDeps,
  kase: Case,
  { tooLarge }: Adopted,
  cause: Cause,
): Promise<void> => {
  const draft = paymentItemDraft(deps)(kase, {
    kind: 'INTEGRITY_MISMATCH',
    suggestedActions: ['READ_AGAIN'],
    evidence: [
      {
        finding: tooLarge.length > 0 ? 'CANCEL_LARGER_THAN_LEFT' : 'CANCELS_NOT_ADOPTED',
        refundable: toWire(kase.payment.amounts.refundable.minor),
      },
      ...tooLarge.map(({ transactionKey, amount }) => ({
        transactionKey,
        returned: toWire(amount.minor),
        currency: amount.currency,
      })),
    ],
    cause,
  });
  await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
};

interface Taken {
  readonly view: PaymentView;
  readonly taken: Attempt;
}

/** By the attempt whose key names the money at the PG, or would. */
const findTaken = async (
  { payments }: ReadCancelsDeps,
  key: Pick<ReadCancels, 'tenant' | 'paymentId'>,
): Promise<Taken | undefined> => {
  const view = await payments.byId(key);
  if (view === undefined) return undefined;
  const taken = moneyAttempt(view.attempts);
  return taken === undefined ? undefined : { view, taken };
};

/** While our own refund is called for its reads resume the saga, and while it waits for its account, its end. */
const isRefundOpen = async (
  { payments }: ReadCancelsDeps,
  { payment: { tenant, paymentId, openAttempt }, saga }: Case,
): Promise<boolean> => {
  if (openAttempt !== undefined) return true;
  if (saga?.waiting === undefined) return false;
  const view = await payments.byId({ tenant, paymentId });
  return (
    view?.refunds.some(
      ({ refundId, status }) => refundId === saga.refundId && status === 'PENDING_ACCOUNT',
    ) === true
  );
};

export const readCancels =
  (deps: ReadCancelsDeps) =>
  async ({ tenant, paymentId, slot }: ReadCancels): Promise<CancelsRead> => {
    const found = await findTaken(deps, { tenant, paymentId });
    if (found === undefined) return { kind: 'ENDED' };
    const { view, taken } = found;
    const cause = engineCause(taken, actor);
    const adopted = await lookOnce(deps, view, taken);
    const now = deps.clock.now();
    const wait = waitsMs[slot - 1];
    if (!adopted.isSettled && wait !== undefined) {
      return { kind: 'LATER', at: plus(now, wait), slot: slot + 1 };
    }

    const kase = await loadCase(deps)({ tenant, paymentId, attemptId: attemptId(taken) });
    if (kase === undefined) return { kind: 'ENDED' };
    const isHandedOver = !adopted.isSettled || adopted.tooLarge.length > 0;
    if (isHandedOver) await handOver(deps, kase, adopted, cause);
    const isTold = (await isRefundOpen(deps, kase)) || (await giveUpWaiting(deps)(kase, cause));
    if (!isTold) return { kind: 'LATER', at: plus(now, soonMs), slot };
    return { kind: isHandedOver ? 'HANDED_OVER' : 'ENDED' };
  };
