// TX-BREAKER: one change of one breaker, with the event that tells it.
import type { Environment } from '#core/contracts/tenant.ts';
import { systemTenant } from '#core/contracts/tenant.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import type { UnitOfWork } from '#core/outbox/commit.ts';
import type { Moved } from './breaker.ts';

export interface MoveDeps {
  readonly unitOfWork: UnitOfWork;
  readonly ids: Ids;
  /** CloudEvents source of the stage. */
  readonly source: string;
}

/** @returns False when somebody else changed the breaker first. @throws What a commit throws. */
export const moveBreaker =
  (deps: MoveDeps) =>
  async (
    { before, after, cause: why }: Moved,
    { environment, cause }: { readonly environment: Environment; readonly cause: Cause },
  ): Promise<boolean> => {
    const { name, state: to } = after;
    const committed = await deps.unitOfWork.commit(
      assembleCommit(
        {
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
          audit: { action: 'breaker.change', object: name, statusAfter: to },
        },
        deps.ids,
        deps.source,
      ),
    );
    return committed.ok;
  };
