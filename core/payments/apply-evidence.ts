// How PG evidence becomes state. A caller that lost its fence reads again and applies the same evidence
// to what it finds, so a slow handler and the watchdog end in one record. What a verdict writes is given:
// whoever only ever confirms does not load the records of refunds.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import { isKept } from '#core/idempotency/frozen.ts';
import { present } from '#core/kernel/assert.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Orders } from '#core/orders/ports.ts';
import { assembleCommit, type Cause, type Draft } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { attemptId, type Evidence, isOpen } from './attempt.ts';
import { type Case, loadCase } from './case.ts';
import type { Verdict } from './judge-state.ts';
import type { PgCancel } from './payment-gateway.ts';
import type { Payments } from './ports.ts';
import { watchCancels } from './watch-command.ts';

export interface ApplyDeps extends CommitDeps {
  readonly orders: Orders;
  readonly payments: Payments;
  readonly services: ServiceRequests;
  /** How long a final answer is kept for replay. */
  readonly answerTtlSeconds: number;
  /** What follows a record that one transaction cannot hold; a chunk of its own. */
  readonly loadFollowUp: () => Promise<FollowUp>;
}

export interface Applying {
  readonly case: Case;
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  readonly cause: Cause;
  /** When the doubt began, where the verdict leaves one: now, or the deadline. */
  readonly doubtAt: Instant;
}

/** `outcome` tells what the case has become, `answer` what its request is told. */
export interface Applied {
  readonly outcome:
    | 'APPROVED'
    | 'WAITING'
    /** A void that the deposit came before. */
    | 'OVERTAKEN'
    | 'AUTHORIZED'
    | 'ENDED'
    /** A capture or void was not done: what was reserved still is. */
    | 'NOT_DONE'
    | 'NOT_SENT'
    | 'IN_DOUBT'
    | 'RETURNED'
    | 'REFUSED'
    | 'ALREADY';
  readonly answer?: Answer;
}

export type FollowUp = (deps: ApplyDeps) => (applying: Applying, applied: Applied) => Promise<void>;

/** What a verdict writes, and what is told of it; without an answer the request is released. */
export interface Recording extends Applied {
  readonly draft: Omit<Draft, 'idempotency'>;
}

export type RecordVerdict = (applying: Applying, deps: ApplyDeps) => Recording;

/** Ends the idempotency record of the request that began the attempt, whoever ends it. */
const idempotencyOf = (applying: Applying, answer: Answer | undefined, deps: ApplyDeps) => {
  const { idempotency } = applying.case.attempt;
  if (idempotency === undefined) return undefined;
  const { scope, fence } = idempotency;
  const at = deps.clock.now();
  if (answer !== undefined && isKept(answer, scope)) {
    const { answerTtlSeconds } = deps;
    return { kind: 'finish' as const, scope, fence, answer, answerTtlSeconds, at };
  }
  const isUnderWay = answer?.code === 'PAY_005' || answer?.code === 'PAY_012';
  const recoveryPoint = isUnderWay ? ('CLAIMED' as const) : ('NONE' as const);
  return { kind: 'recoverable' as const, scope, fence, recoveryPoint, at };
};

const roundsMax = 4;

/** A verdict that changes nothing on an attempt that is in doubt already. */
const leavesDoubt = ({ case: kase, verdict }: Applying): boolean =>
  kase.attempt.state === 'IN_DOUBT' &&
  ['UNKNOWN', 'REPLAY', 'RUNNING', 'NOT_SENT', 'MISMATCH'].includes(verdict.kind);

/** What others returned at the PG, as a verdict tells it. */
export const cancelsOf = (verdict: Verdict): readonly PgCancel[] =>
  'cancels' in verdict ? verdict.cancels : [];

/** Their adoption follows the commit; a command in it makes sure of them, whoever stops in between. */
const withRepair = (
  { case: { payment }, verdict, evidence }: Applying,
  draft: Recording['draft'],
) => {
  // What its bank did of a deposit waited for the end of our own refund.
  const isEndOfReturn = verdict.kind === 'RETURNED' || verdict.kind === 'REFUSED';
  const isNeeded =
    cancelsOf(verdict).length > 0 ||
    (verdict.kind === 'REFUSED' && verdict.isNothingLeft) ||
    (isEndOfReturn && payment.virtualAccount !== undefined) ||
    // Told by word: nobody has read what others did while the doubt lasted.
    evidence.source === 'OPERATOR';
  if (!isNeeded) return draft;
  const repair = watchCancels(payment.paymentId, draft.at);
  return {
    ...draft,
    commands: [...(draft.commands ?? []), repair],
  };
};

/** Most records need no following: what does it is loaded when one does. */
const followUp = async (applying: Applying, applied: Applied, deps: ApplyDeps): Promise<void> => {
  const isNeeded =
    applying.verdict.kind === 'MISMATCH' ||
    applied.outcome === 'NOT_DONE' ||
    cancelsOf(applying.verdict).length > 0;
  if (isNeeded) await (await deps.loadFollowUp())(deps)(applying, applied);
};

const keyOf = ({ order, payment, attempt }: Case) => ({
  tenant: order.tenant,
  paymentId: payment.paymentId,
  attemptId: attemptId(attempt),
});

/** @returns undefined when a row moved since it was read. */
const recordOnce = async (
  deps: ApplyDeps,
  applying: Applying,
  record: RecordVerdict,
): Promise<Applied | undefined> => {
  const recording = record(applying, deps);
  const idempotency = idempotencyOf(applying, recording.answer, deps);
  const draft = withRepair(applying, recording.draft);
  if (!(await commitOutcome(deps, draft, idempotency))) return undefined;
  await followUp(applying, recording, deps);
  return mismatchAnswer(applying, recording);
};

const settle = async (
  deps: ApplyDeps,
  first: Applying,
  record: RecordVerdict,
): Promise<Applied> => {
  let applying = first;
  for (let round = 0; round < roundsMax; round += 1) {
    if (!isOpen(applying.case.attempt)) return { outcome: 'ALREADY' };
    if (leavesDoubt(applying)) {
      await followUp(applying, { outcome: 'IN_DOUBT' }, deps);
      return { outcome: 'IN_DOUBT' };
    }

    const applied = await recordOnce(deps, applying, record);
    if (applied !== undefined) return applied;
    // Somebody moved a row meanwhile: the same evidence goes to what is there now.
    const again = await loadCase(deps)(keyOf(applying.case));
    if (again === undefined) return { outcome: 'ALREADY' };
    applying = { ...applying, case: again };
  }
  return { outcome: 'IN_DOUBT' };
};

/**
 * Applies evidence to a case.
 *
 * @param record - What a verdict on this kind of call writes.
 * @returns What the case has become; `ALREADY` when somebody else had ended the attempt.
 * @throws OutcomeUnknown, DependencyUnavailable from the store: the attempt stays open and the
 * watchdog ends it.
 */
export const applyEvidence =
  (record: RecordVerdict) =>
  (deps: ApplyDeps) =>
  (first: Applying): Promise<Applied> =>
    settle(deps, first, record);

const mismatchAnswer = ({ verdict }: Applying, recording: Recording): Applied => {
  const { draft: _written, ...applied } = recording;
  return verdict.kind === 'MISMATCH'
    ? { ...applied, answer: refusal('PAY_012', present(applied.answer, 'a doubt is told').result) }
    : applied;
};

/** A record that finds its idempotency row finished commits without it: the money comes first. */
const commitOutcome = async (
  deps: ApplyDeps,
  draft: Omit<Draft, 'idempotency'>,
  idempotency: Draft['idempotency'],
): Promise<boolean> => {
  const commit = assembleCommit({ ...draft, idempotency }, deps.ids, deps.source);
  const result = await deps.unitOfWork.commit(commit);
  if (result.ok) return true;
  if (result.error.lost !== 'idempotency') return false;
  const { idempotency: _finished, ...bare } = commit;
  return (await deps.unitOfWork.commit(bare)).ok;
};
