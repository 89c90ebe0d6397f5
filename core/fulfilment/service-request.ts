// The one ask to the client service to do the paid work. It gets one outcome and keeps it.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId, SagaId, ServiceRequestId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Json } from '#core/kernel/json.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';

export type ServiceState = 'OPEN' | 'COMPLETED' | 'FAILED' | 'TIMED_OUT' | 'CANCELLED';

export const serviceMoves: Readonly<Record<ServiceState, readonly ServiceState[]>> = {
  OPEN: ['COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELLED'],
  COMPLETED: [],
  FAILED: [],
  TIMED_OUT: [],
  CANCELLED: [],
};

export interface ServiceResult {
  readonly serviceRef?: string;
  readonly reasonCode?: string;
  readonly reasonMessage?: string;
  readonly detail?: Json;
}

export interface ServiceRequest extends Versioned {
  readonly tenant: Tenant;
  readonly serviceRequestId: ServiceRequestId;
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
  readonly sagaId: SagaId;
  readonly userId: string;
  readonly serviceId: string;
  readonly state: ServiceState;
  readonly deadlineAt: Instant;
  /** The workflow's task token. It never leaves the engine, and no event or log holds it. */
  readonly token?: string;
  readonly result?: ServiceResult;
  readonly recordedAt?: Instant;
  /** Contrary or late callbacks, counted up to ten. */
  readonly rejected: number;
  readonly requestId: string;
}

export const closeService = (
  request: ServiceRequest,
  state: Exclude<ServiceState, 'OPEN'>,
  at: Instant,
  result?: ServiceResult,
): ServiceRequest => {
  assert(
    serviceMoves[request.state].includes(state),
    `a service request does not go from ${request.state} to ${state}`,
  );
  return next(request, {
    state,
    recordedAt: at,
    ...(result === undefined ? {} : { result }),
  }) as ServiceRequest;
};

export const storeToken = (request: ServiceRequest, token: string): ServiceRequest => {
  assert(request.state === 'OPEN', 'a token waits for an open service request');
  return next(request, { token }) as ServiceRequest;
};

/** What the saga hears of an ended request. */
export const outcomeOf = (state: ServiceState): 'COMPLETED' | 'NOT_DELIVERED' | undefined =>
  state === 'OPEN' ? undefined : state === 'COMPLETED' ? 'COMPLETED' : 'NOT_DELIVERED';

export const rejectedMax = 10;
