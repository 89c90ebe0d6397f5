// TX-SVC-CLOSE by time: the service's deadline is past and nothing was reported. The row decides, not
// the clock of whoever looks: an outcome written first wins.
import { toIso } from '#core/kernel/instant.ts';
import { assembleCommit, type Cause, type Draft } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { resumeCommand } from './resume-command.ts';
import { closeService, type ServiceRequest } from './service-request.ts';

export const timeoutDraft = (before: ServiceRequest, cause: Cause, at: Draft['at']): Draft => {
  const after = closeService(before, 'TIMED_OUT', at);
  return {
    name: 'TX-SVC-CLOSE',
    tenant: before.tenant,
    userId: before.userId,
    rootId: before.orderId,
    at,
    cause,
    changes: [{ change: 'service.advance', before, after }],
    events: [
      {
        type: 'service.timed_out',
        of: before.serviceRequestId,
        data: {
          serviceRequestId: before.serviceRequestId,
          orderId: before.orderId,
          deadline: toIso(before.deadlineAt),
        },
      },
    ],
    commands: resumeCommand(before, after),
    audit: {
      action: 'service.timeout',
      object: before.serviceRequestId,
      statusBefore: before.state,
      statusAfter: 'TIMED_OUT',
    },
  };
};

/** @returns true when the request is closed now, by us or by an outcome that came first. */
export const closeOverdue =
  (deps: CommitDeps) =>
  async (service: ServiceRequest, actor: string): Promise<boolean> => {
    const cause = { requestId: service.requestId, actor };
    const draft = timeoutDraft(service, cause, deps.clock.now());
    const committed = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
    return committed.ok;
  };
