// Ends a one-transaction request: commits its decision under its idempotency record, or follows the
// record that was there first. A refusal without business write takes the same road (TX-REFUSE).
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { isKept } from '#core/idempotency/frozen.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { followRecord, type IdempotencyRecords } from '#core/idempotency/records.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock, Ids } from '#core/kernel/ports.ts';
import { assembleCommit, type Cause, type Draft } from './assemble-commit.ts';
import type { CommitLost, UnitOfWork } from './commit.ts';

export interface CommitDeps {
  readonly unitOfWork: UnitOfWork;
  readonly records: IdempotencyRecords;
  readonly clock: Clock;
  readonly ids: Ids;
  /** CloudEvents source of the stage: `/fluxpay/{stage}`. */
  readonly source: string;
}

export interface Ending {
  /** Absent where the key is optional and none was sent. */
  readonly claim: IdempotencyClaim | undefined;
  readonly answer: Answer;
  readonly draft: Omit<Draft, 'idempotency'>;
  readonly resource?: { readonly type: string; readonly id: string } | undefined;
  readonly present: (record: IdempotencyRecord) => Promise<JsonObject | null>;
}

export type Ended =
  | { readonly kind: 'ANSWER'; readonly answer: Answer }
  | { readonly kind: 'LOST'; readonly lost: CommitLost };

const roundsMax = 3;

/** The record that appears finished, with its answer, in the same transaction. */
const completion = ({
  claim,
  answer,
  draft,
  resource,
}: Pick<Ending, 'claim' | 'answer' | 'draft' | 'resource'>): Draft['idempotency'] =>
  claim === undefined
    ? undefined
    : {
        kind: 'complete',
        claim,
        answer,
        at: draft.at,
        ...(resource === undefined ? {} : { resource }),
      };

/** An earlier request of this key left the record open: whoever goes on must first ask what it began. */
export interface TakeOver {
  readonly kind: 'TAKE_OVER';
  readonly claim: IdempotencyClaim;
}

const commitOnce = async (
  deps: CommitDeps,
  { claim, answer, draft, resource, present }: Ending,
): Promise<Ended | TakeOver> => {
  const idempotency = completion({ claim, answer, draft, resource });
  const committed = await deps.unitOfWork.commit(
    assembleCommit({ ...draft, idempotency }, deps.ids, deps.source),
  );
  if (committed.ok) return { kind: 'ANSWER', answer };
  if (committed.error.lost !== 'idempotency' || claim === undefined) {
    return { kind: 'LOST', lost: committed.error };
  }

  const { record } = committed.error as { record: IdempotencyRecord | undefined };
  const followed = await followRecord(deps)({ tenant: draft.tenant, claim, record, present });
  return followed.kind === 'ANSWER' ? followed : { kind: 'TAKE_OVER', claim: followed.claim };
};

/** Commits and answers. `LOST` names the domain condition that somebody else changed meanwhile. */
export const commitAnswer =
  (deps: CommitDeps) =>
  async (ending: Ending): Promise<Ended> => {
    let { claim } = ending;
    for (let round = 0; round < roundsMax; round += 1) {
      const ended = await commitOnce(deps, { ...ending, claim });
      if (ended.kind !== 'TAKE_OVER') return ended;
      claim = ended.claim;
    }
    return { kind: 'ANSWER', answer: refusal('IDEM_001', null, 1) };
  };

export interface Refusing {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim | undefined;
  readonly answer: Answer;
  readonly action: string;
  readonly rootId: string;
  readonly userId?: string;
  readonly present: Ending['present'];
}

const endingOf = (
  { clock }: CommitDeps,
  { tenant, cause, claim, answer, action, rootId, userId, present }: Refusing,
): Ending => ({
  claim,
  answer,
  present,
  draft: {
    name: 'TX-REFUSE',
    tenant,
    rootId,
    ...(userId === undefined ? {} : { userId }),
    at: clock.now(),
    cause,
    changes: [],
    audit: { action, object: rootId, code: answer.code },
  },
});

const isOnlySaid = ({ claim, answer }: Refusing): boolean =>
  claim === undefined || !isKept(answer, claim.scope);

/** A refusal that could not be stored is told all the same. */
const answered = (ended: Ended, answer: Answer): Answer =>
  ended.kind === 'ANSWER' ? ended.answer : answer;

/**
 * Answers a refusal. One the operation decided is stored with its audit record, so that its key
 * replays it; one that may be judged again is only said.
 */
export const refuse =
  (deps: CommitDeps) =>
  async (refusing: Refusing): Promise<Answer> => {
    const { answer } = refusing;
    if (isOnlySaid(refusing)) return answer;
    return answered(await commitAnswer(deps)(endingOf(deps, refusing)), answer);
  };

/**
 * As `refuse`, for operations that call the PG: their key may have money under way, and a refusal stored
 * over it would be told for ever.
 */
export const refuseOrTakeOver =
  (deps: CommitDeps) =>
  async (refusing: Refusing): Promise<{ kind: 'ANSWER'; answer: Answer } | TakeOver> => {
    const { answer } = refusing;
    if (isOnlySaid(refusing)) return { kind: 'ANSWER', answer };
    const ended = await commitOnce(deps, endingOf(deps, refusing));
    return ended.kind === 'TAKE_OVER' ? ended : { kind: 'ANSWER', answer: answered(ended, answer) };
  };
