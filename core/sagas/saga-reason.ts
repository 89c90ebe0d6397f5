// Why a saga compensates: by how its service request ended, or who asked.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import type { SagaReason } from './saga.ts';

export const reasonOf = (service: ServiceRequest | undefined, input: SagaInput): SagaReason => {
  switch (service?.state) {
    case 'FAILED':
      return 'service_failed';
    case 'TIMED_OUT':
      return 'service_timeout';
    default:
      return input.entry === 'COMPENSATE' || service?.state === 'CANCELLED'
        ? 'cancel_requested'
        : 'operator';
  }
};
