// What a watchdog message does: ends an unanswered call, runs the read slot that is due, closes an
// overdue service; a message that comes early, or has a next slot, sends itself on.
import type { WatchMessage } from '#core/contracts/queues/watch-message.ts';
import { parseTenant } from '#core/contracts/tenant.ts';
import { watchService, type WatchServiceDeps } from '#core/fulfilment/watch-service.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId, ServiceRequestId } from '#core/kernel/ids.ts';
import { type ResolveDeps, resolveAttempt } from '#core/payments/resolve-attempt.ts';
import type { WatchQueue } from './queues.ts';

export interface WatchDeps extends ResolveDeps, WatchServiceDeps {
  readonly watchQueue: WatchQueue;
}

export type WatchOutcome = 'ENDED' | 'LATER' | 'HANDED_OVER';

export const watch =
  (deps: WatchDeps) =>
  async ({ tenant: tenantName, ref }: WatchMessage): Promise<WatchOutcome> => {
    const tenant = present(parseTenant(tenantName), 'a watchdog message names its tenant');
    if (ref.kind === 'SERVICE') {
      const serviceRequestId = ref.serviceRequestId as ServiceRequestId;
      const watched = await watchService(deps)({ tenant, serviceRequestId });
      if (watched.kind === 'LATER') {
        await deps.watchQueue.send({ tenant: tenantName, ref }, watched.at);
      }
      return watched.kind;
    }
    const resolved = await resolveAttempt(deps)({
      tenant,
      paymentId: ref.paymentId as PaymentId,
      attemptId: ref.attemptId,
    });
    if (resolved.kind === 'LATER') {
      const next = { ...ref, slot: resolved.slot };
      await deps.watchQueue.send({ tenant: tenantName, ref: next }, resolved.at);
    }
    return resolved.kind;
  };
