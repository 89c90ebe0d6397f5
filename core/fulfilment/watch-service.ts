// The watchdog of a service request: closes it at its deadline.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequestId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { closeOverdue } from './close-service.ts';
import type { ServiceRequests } from './ports.ts';

export interface WatchServiceDeps extends CommitDeps {
  readonly services: ServiceRequests;
}

export type Watched = { readonly kind: 'ENDED' } | { readonly kind: 'LATER'; readonly at: Instant };

export const watchService =
  (deps: WatchServiceDeps) =>
  async (key: {
    readonly tenant: Tenant;
    readonly serviceRequestId: ServiceRequestId;
  }): Promise<Watched> => {
    const service = await deps.services.byId(key);
    if (service === undefined || service.state !== 'OPEN') return { kind: 'ENDED' };
    if (deps.clock.now() < service.deadlineAt) return { kind: 'LATER', at: service.deadlineAt };
    if (await closeOverdue(deps)(service, 'engine:watchdog')) return { kind: 'ENDED' };

    // A token or an outcome was written at the same moment: the row as it is now decides.
    const again = await deps.services.byId(key);
    if (again?.state !== 'OPEN') return { kind: 'ENDED' };
    const isClosed = await closeOverdue(deps)(again, 'engine:watchdog');
    return isClosed ? { kind: 'ENDED' } : { kind: 'LATER', at: plus(deps.clock.now(), 1_000) };
  };
