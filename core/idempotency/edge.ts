// Idempotency as the pipelines see it: something that wraps the work of one keyed request.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { IdempotencyClaim } from './idempotency-record.ts';

export interface KeyedRequest {
  readonly tenant: Tenant;
  readonly claim: IdempotencyClaim;
  /** Names this request among all of all processes: nobody else may finish or free its claim. */
  readonly owner: string;
}

/** The work. It gets the claim to use, which may be a take-over of an abandoned one. */
export type KeyedWork = (claim: IdempotencyClaim) => Promise<Answer>;

export interface IdempotencyEdge {
  /** @returns The answer of the work or of an earlier run of it (`isReplayed`). Throws what the work throws. */
  run(request: KeyedRequest, work: KeyedWork): Promise<Answer>;
}

const retryAfterSeconds = 1;

/** `IDEM_005`: nobody can tell now whether this ran before, and nothing has been done. */
export const cannotTell = (): Answer => refusal('IDEM_005', null, retryAfterSeconds);

/** How adapters name the store of tier 2 when it is away. */
const decidingStore = 'dynamodb';

/**
 * Runs keyed work and turns the outage of the deciding tier into its answer: rows 11 and 12 of the
 * decision table. Whatever else is away stays the surprise it is.
 */
export const orCannotTell = async (work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work();
  } catch (error) {
    const isUndecided =
      error instanceof DependencyUnavailable && error.dependency === decidingStore;
    if (isUndecided) return cannotTell();
    throw error;
  }
};

/** Tier 2 alone: the condition inside the transaction decides, with nothing before it. */
export const directEdge: IdempotencyEdge = {
  run: ({ claim }, work) => orCannotTell(() => work(claim)),
};
