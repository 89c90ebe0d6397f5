// All reads of a cancel are used: the saga that waits for it is told REFUSED and goes to a person.
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { stopWaiting } from '#core/sagas/saga.ts';
import type { Case } from './case.ts';

/** @returns false when the saga has moved since it was read: what it waits for now is not known. */
export const giveUpWaiting =
  (deps: CommitDeps) =>
  async ({ order, saga }: Case, cause: Cause): Promise<boolean> => {
    if (saga?.waiting === undefined) return true;
    const committed = await deps.unitOfWork.commit(
      assembleCommit(
        {
          name: 'TX-ATTENTION',
          tenant: order.tenant,
          userId: order.userId,
          rootId: order.orderId,
          at: deps.clock.now(),
          cause,
          changes: [{ change: 'saga.advance', before: saga, after: stopWaiting(saga) }],
          commands: [
            {
              objectId: saga.paymentId,
              body: {
                kind: 'RESUME_SAGA',
                paymentId: saga.paymentId,
                token: saga.waiting,
                outcome: 'REFUSED',
              },
            },
          ],
          audit: { action: 'saga.resume', object: saga.sagaId, code: 'SYS_008' },
        },
        deps.ids,
        deps.source,
      ),
    );
    return committed.ok;
  };
