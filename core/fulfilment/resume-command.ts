// The command that tells a waiting saga how its service request ended.
import type { CommandDraft } from '#core/outbox/assemble-commit.ts';
import { outcomeOf, type ServiceRequest } from './service-request.ts';

/** Empty while no token is stored: the step that stores one finds the outcome itself. */
export const resumeCommand = (before: ServiceRequest, after: ServiceRequest): CommandDraft[] => {
  const outcome = outcomeOf(after.state);
  if (before.token === undefined || outcome === undefined) return [];
  return [
    {
      objectId: after.paymentId,
      body: { kind: 'RESUME_SAGA', paymentId: after.paymentId, token: before.token, outcome },
    },
  ];
};
