// A request under a key that calls the PG: look, claim, send, record, answer. What can come between those
// steps (a lost claim, a lost reply, a key that is taken over, a record of somebody else) is told here
// once for every operation.
import type { Answer } from '#core/contracts/http/answer.ts';
import { refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { isKept } from '#core/idempotency/frozen.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { followRecord } from '#core/idempotency/records.ts';
import { OutcomeUnknown } from '#core/kernel/faults.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { assembleCommit, type Cause, type Draft } from '#core/outbox/assemble-commit.ts';
import type { Commit, CommitLost } from '#core/outbox/commit.ts';
import { type CommitDeps, refuseOrTakeOver } from '#core/outbox/commit-answer.ts';
import type { Applied } from './apply-evidence.ts';
import { orNotKnown, type SentDeps } from './sent-call.ts';

export interface Asking {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
}

/** Shows what a key made, as it is now, for an answer that is no longer kept. */
export type Present = (record: IdempotencyRecord) => Promise<JsonObject | null>;

export type Settled<S> =
  | { readonly kind: 'SEND'; readonly sending: S }
  | { readonly kind: 'ANSWER'; readonly answer: Answer };

export type Claimed<S> =
  | Settled<S>
  /** Somebody changed a row between the read and the claim: look again. */
  | { readonly kind: 'AGAIN'; readonly claim: IdempotencyClaim };

export const answered = (answer: Answer): Extract<Claimed<never>, { kind: 'ANSWER' }> => ({
  kind: 'ANSWER',
  answer,
});

export interface KeyedCall<A extends Asking, S> {
  /** Every lost round is a request of somebody else: as many may come before it as come at once. */
  readonly roundsMax: number;
  /** After a lost round, before the next. */
  readonly pause?: (round: number) => Promise<void>;
  /** Reads the rows, refuses or claims. @param isRepeat - A claim was lost before. */
  readonly look: (asked: A, isRepeat: boolean) => Promise<Claimed<S>>;
  readonly send: (sending: S, asked: A) => Promise<Applied>;
  /** What has become of the attempt this key began: open, or ended and then as it is stored. */
  readonly truth: (asked: A, sending: S) => Promise<Answer | undefined>;
  /** Not known yet: told while nobody can read what has become of the call. */
  readonly unknown: (asked: A, sending: S) => Answer;
}

const settle = async <A extends Asking, S>(
  { look, pause, roundsMax }: KeyedCall<A, S>,
  asked: A,
): Promise<Settled<S>> => {
  let { claim } = asked;
  for (let round = 1; round <= roundsMax; round += 1) {
    const claimed = await look({ ...asked, claim }, round > 1);
    if (claimed.kind !== 'AGAIN') return claimed;
    claim = claimed.claim;
    await pause?.(round);
  }
  return answered(refusal('PAY_004', null, 1));
};

/** The call was sent: whatever happens to the record, the answer is the truth or "not known yet". */
const answerSent = async <A extends Asking, S>(
  deps: SentDeps,
  call: KeyedCall<A, S>,
  { asked, sending }: { readonly asked: A; readonly sending: S },
): Promise<Answer> => {
  const unknown = call.unknown(asked, sending);
  return orNotKnown(deps, unknown, async () => {
    const applied = await call.send(sending, asked);
    if (applied.answer !== undefined) return applied.answer;
    // Somebody else has ended it: what is stored for this key is the answer.
    return (await call.truth(asked, sending)) ?? unknown;
  });
};

export const keyedCall =
  <A extends Asking, S>(deps: SentDeps, call: KeyedCall<A, S>) =>
  async (asked: A): Promise<Answer> => {
    const settled = await settle(call, asked);
    if (settled.kind === 'ANSWER') return settled.answer;
    return answerSent(deps, call, { asked, sending: settled.sending });
  };

export interface Claiming<S> {
  readonly commit: Commit;
  readonly present: Present;
  /** What follows once the claim is stored. */
  readonly ifStored: Settled<S>;
  /** Written by this very claim: another process of the same key is somebody else. Read consistently. */
  readonly isStored: () => Promise<boolean>;
  readonly unknown: Answer;
  /** A row of the operation was moved, or a value it needs is somebody's. */
  readonly onLost: (lost: CommitLost) => Promise<Claimed<S>> | Claimed<S>;
}

/** The claim's reply was lost: one read tells whether to go on; if not, nobody knows yet. */
const afterLostReply = <S>(deps: SentDeps, { isStored, ifStored, unknown }: Claiming<S>) =>
  orNotKnown<Settled<S>>(deps, answered(unknown), async () =>
    (await isStored()) ? ifStored : answered(unknown),
  );

/** Commits a claim. A lost idempotency condition is followed by the decision table. */
export const commitClaim =
  (deps: CommitDeps & SentDeps) =>
  async <S>({ tenant, claim }: Asking, claiming: Claiming<S>): Promise<Claimed<S>> => {
    const { commit, present, ifStored, onLost } = claiming;
    try {
      const committed = await deps.unitOfWork.commit(commit);
      if (committed.ok) return ifStored;
      if (committed.error.lost !== 'idempotency') return await onLost(committed.error);
      const { record } = committed.error as { readonly record: IdempotencyRecord | undefined };
      const followed = await followRecord(deps)({ tenant, claim, record, present });
      return followed.kind === 'ANSWER' ? followed : { kind: 'AGAIN', claim: followed.claim };
    } catch (fault) {
      if (fault instanceof OutcomeUnknown) return afterLostReply(deps, claiming);
      throw fault;
    }
  };

export const claimCommit = (deps: CommitDeps, draft: Draft): Commit =>
  assembleCommit(draft, deps.ids, deps.source);

interface Refusing {
  readonly answer: Answer;
  readonly action: string;
  readonly rootId: string;
  readonly userId?: string;
  readonly present: Present;
}

type Refused = Exclude<Claimed<never>, { kind: 'SEND' }>;

/** What is not kept meets no condition that would tell of the key's former requests: they are looked up. */
const onlySaid = async (
  deps: CommitDeps,
  { tenant, claim }: Asking,
  { answer, present }: Refusing,
): Promise<Refused> => {
  const met = { tenant, claim, record: undefined, present };
  const followed = await followRecord(deps)(met);
  if (followed.kind === 'ANSWER') return followed;
  const isKnown = followed.claim.takeOver === claim.takeOver;
  return isKnown ? answered(answer) : { kind: 'AGAIN', claim: followed.claim };
};

/** A refusal under a key that may have begun an attempt before: then that attempt is the answer. */
export const refuseKeyed =
  (deps: CommitDeps) =>
  async (asking: Asking, refusing: Refusing): Promise<Refused> => {
    const { tenant, cause, claim } = asking;
    if (!isKept(refusing.answer, claim.scope)) return onlySaid(deps, asking, refusing);
    const ended = await refuseOrTakeOver(deps)({ tenant, cause, claim, ...refusing });
    return ended.kind === 'ANSWER' ? ended : { kind: 'AGAIN', claim: ended.claim };
  };

/** The truth of an ended attempt is told as it was stored: whoever ended it wrote the answer with it. */
export const asStoredAnswer =
  ({ records }: Pick<CommitDeps, 'records'>) =>
  async ({ tenant, claim }: Asking, truth: Answer | undefined): Promise<Answer | undefined> => {
    if (truth === undefined || truth.code === 'PAY_005') return truth;
    // Under a key that the engine made a refusal is judged again.
    if (truth.status >= 400 && !isKept(truth, claim.scope)) return undefined;
    const kept = await records.answer({ tenant, scope: claim.scope });
    return kept === undefined ? truth : { ...kept, isReplayed: true };
  };
