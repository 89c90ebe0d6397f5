// How service requests are found.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequestId } from '#core/kernel/ids.ts';
import type { ServiceRequest } from './service-request.ts';

export interface ServiceRequests {
  byId(key: {
    readonly tenant: Tenant;
    readonly serviceRequestId: ServiceRequestId;
  }): Promise<ServiceRequest | undefined>;
}
