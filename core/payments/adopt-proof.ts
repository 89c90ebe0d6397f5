// What two operators vouch for, applied by the same transactions as the PG's own word: the end of a call in
// doubt, or a cancel that was made by hand. Whoever calls this has read the PG first, and it did not contradict.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId, RefundId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { add, isZero, type Money } from '#core/kernel/money.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { refundMark } from '#core/refunds/refund.ts';
import { adoptCancels } from './adopt-cancels.ts';
import type { ApplyDeps } from './apply-evidence.ts';
import { applyPgState } from './apply-pg-state.ts';
import { type Attempt, attemptId, isApproval, isInDoubt, isOpen } from './attempt.ts';
import { loadCase } from './case.ts';
import type { Verdict } from './judge-state.ts';
import type { ReadNowDeps } from './read-now.ts';
import { readPg } from './send-attempt.ts';

/** As the operator read it in the PG's books. */
export interface OperatorProof {
  readonly transactionKey: string;
  readonly at: Instant;
  readonly code?: string;
  readonly approvalNumber?: string;
}

export interface Adopting {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly proof: OperatorProof;
  readonly cause: Cause;
}

/** Undefined where the PG made the payment and we were never told its key: only a reading can tell it. */
const succeeded = (attempt: Attempt, proof: OperatorProof): Verdict | undefined => {
  const { op, paymentKey } = attempt;
  if (paymentKey === undefined) return undefined;
  if (op === 'VOID') return { kind: 'VOIDED' };
  if (op === 'REFUND') {
    const cancel = {
      transactionKey: proof.transactionKey,
      amount: attempt.amount,
      reason: refundMark(attempt.objectId as RefundId),
      isDone: true,
      canceledAt: proof.at,
    };
    return { kind: 'RETURNED', cancel, cancels: [] };
  }
  const payment = {
    paymentKey,
    pgOrderId: attempt.pgOrderId,
    status: op === 'AUTHORIZE' ? ('AUTHORIZED' as const) : ('DONE' as const),
    total: attempt.amount,
    balance: attempt.amount,
    lastTransactionKey: proof.transactionKey,
    method: undefined,
    approvalNumber: proof.approvalNumber,
    receiptUrl: undefined,
    requestedAt: undefined,
    approvedAt: proof.at,
    cancels: [],
  };
  return op === 'AUTHORIZE'
    ? { kind: 'AUTHORIZED', payment }
    : { kind: 'APPROVED', payment, cancels: [] };
};

const byWord = ({ code = 'OPERATOR' }: OperatorProof) => ({
  type: 'HARD' as const,
  pgCode: code,
  pgMessage: '',
});

const failed = (attempt: Attempt, proof: OperatorProof): Verdict => {
  const failure = byWord(proof);
  return attempt.op === 'REFUND'
    ? { kind: 'REFUSED', failure, cancels: [], isNothingLeft: false }
    : { kind: 'DECLINED', failure };
};

/** What an attempt became by two persons' word; undefined where no word can tell it. */
export const verdictByWord = (
  as: 'SUCCESS' | 'FAILURE',
  attempt: Attempt,
  proof: OperatorProof,
): Verdict | undefined => (as === 'SUCCESS' ? succeeded(attempt, proof) : failed(attempt, proof));

/**
 * Ends the call that is in doubt as the operators say.
 *
 * @returns true when the call has ended, by this word or by somebody quicker; false when none was in doubt to begin
 *   with, when its success cannot be told by word alone, or when the rows kept moving.
 */
export const adoptOutcome =
  (deps: ApplyDeps) =>
  async (adopting: Adopting & { readonly as: 'SUCCESS' | 'FAILURE' }): Promise<boolean> => {
    const { tenant, paymentId, proof, cause } = adopting;
    const view = await deps.payments.byId({ tenant, paymentId });
    const now = deps.clock.now();
    const open = view?.attempts.find((attempt) => isOpen(attempt) && isInDoubt(attempt, now));
    if (open === undefined) return false;
    const kase = await loadCase(deps)({ tenant, paymentId, attemptId: attemptId(open) });
    if (kase === undefined) return false;

    const isSuccess = adopting.as === 'SUCCESS';
    const verdict = verdictByWord(adopting.as, kase.attempt, proof);
    if (verdict === undefined) return false;
    const applied = await applyPgState(deps)({
      case: kase,
      verdict,
      evidence: {
        source: 'OPERATOR',
        at: now,
        class: isSuccess ? 'SUCCESS' : 'DECLINED_HARD',
        code: proof.code ?? 'OPERATOR',
        transactionKey: proof.transactionKey,
      },
      cause,
      doubtAt: kase.attempt.doubtAt ?? kase.attempt.deadlineAt,
    });
    return applied.outcome !== 'IN_DOUBT';
  };

/** What of a payment has not gone back, reserved or not; undefined where there is no such payment. */
const leftOf = async (
  deps: ApplyDeps,
  key: Pick<Adopting, 'tenant' | 'paymentId'>,
): Promise<Money | undefined> => {
  const amounts = (await deps.payments.byId(key))?.payment.amounts;
  return amounts && add(amounts.refundable, amounts.refunding);
};

/**
 * Cancels that the PG shows come in as it tells them. A deposit that its bank took back is shown by none.
 *
 * @returns whether the PG shows what has become of the money.
 */
const adoptShown = async (
  deps: ReadNowDeps,
  { tenant, paymentId, cause }: Adopting,
): Promise<boolean> => {
  const view = await deps.payments.byId({ tenant, paymentId });
  const taken = view?.attempts.find((one) => isApproval(one) && one.state === 'SUCCEEDED');
  if (taken === undefined) return false;
  const reading = await readPg(deps, taken);
  if (reading.kind !== 'FOUND') return false;
  const cancels = reading.payment.cancels.filter(({ isDone }) => isDone);
  await adoptCancels(deps)({ tenant, paymentId, cancels, cause });
  return reading.payment.status !== 'WAITING_FOR_DEPOSIT';
};

/**
 * Takes into the books that all of what is left was returned at the PG by hand. What the PG shows is taken
 * as it tells it; the operators' word counts only where the PG cannot be read, or has the money no more.
 *
 * @returns false when the PG shows that something is still left, a call of ours is open, or the proof is of
 *   something that our books know already.
 */
export const adoptManualReturn =
  (deps: ReadNowDeps) =>
  async (adopting: Adopting): Promise<boolean> => {
    const isShown = await adoptShown(deps, adopting);
    const left = await leftOf(deps, adopting);
    if (left === undefined || isZero(left)) return true;
    if (isShown) return false;
    const { tenant, paymentId, proof, cause } = adopting;
    const cancel = {
      transactionKey: proof.transactionKey,
      amount: left,
      reason: 'returned by hand',
      isDone: true,
      canceledAt: proof.at,
    };
    await adoptCancels(deps)({ tenant, paymentId, cancels: [cancel], cause });
    const after = await leftOf(deps, adopting);
    return after === undefined || isZero(after);
  };
