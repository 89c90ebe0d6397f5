// TX-BREAKER: one change of one breaker, with the event that tells it.
import { type Environment, systemTenant } from '#core/contracts/tenant.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { assembleCommit, type Cause, type Draft } from '#core/outbox/assemble-commit.ts';
import type { UnitOfWork } from '#core/outbox/commit.ts';
import type { Moved } from './breaker.ts';

export interface MoveDeps {
  readonly unitOfWork: UnitOfWork;
  readonly ids: Ids;
  /** CloudEvents source of the stage. */
  readonly source: string;
}

interface By {
  /** Where the call that moved it came from: breakers themselves know no environment. */
  readonly environment: Environment;
  readonly cause: Cause;
  /** An operator's. */
  readonly reason?: string;
}

export const changeOf = (
  { before, after, cause: why }: Moved,
  { environment, cause, reason }: By,
): Draft => {
  const { name, state: to } = after;
  return {
    name: 'TX-BREAKER',
    tenant: systemTenant(environment),
    rootId: name,
    at: after.since,
    cause,
    changes: [{ change: 'breaker.put', before, after }],
    events: [
      {
        type: 'ops.breaker_changed',
        of: name,
        data: { name, from: before.state, to, cause: why },
      },
    ],
    audit: {
      action: 'breaker.change',
      object: name,
      statusBefore: before.state,
      statusAfter: to,
      ...(reason === undefined ? {} : { reason }),
    },
  };
};

/** @returns False when somebody else changed the breaker first. @throws What a commit throws. */
export const moveBreaker =
  (deps: MoveDeps) =>
  async (move: Moved, by: By): Promise<boolean> => {
    const commit = assembleCommit(changeOf(move, by), deps.ids, deps.source);
    return (await deps.unitOfWork.commit(commit)).ok;
  };
