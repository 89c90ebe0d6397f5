// TX-SVC-CLOSE by the client: the service is at work and its request is closed, as its outcome. The saga returns the money.
import type { Instant } from '#core/kernel/instant.ts';
import { toIso } from '#core/kernel/instant.ts';
import { noteCancel, type PaidOrder } from '#core/orders/order.ts';
import type { Draft } from '#core/outbox/assemble-commit.ts';
import { resumeCommand } from './resume-command.ts';
import { closeService, type ServiceRequest } from './service-request.ts';

export interface Withdrawn {
  readonly order: PaidOrder;
  readonly service: ServiceRequest;
  readonly draft: Pick<Draft, 'name' | 'changes' | 'events' | 'commands'>;
}

/** @param service - OPEN: the first outcome wins. */
export const withdrawRequest = (
  before: PaidOrder,
  service: ServiceRequest,
  at: Instant,
): Withdrawn => {
  const order = noteCancel(before, at);
  const closed = closeService(service, 'CANCELLED', at);
  return {
    order,
    service: closed,
    draft: {
      name: 'TX-SVC-CLOSE',
      changes: [
        { change: 'service.advance', before: service, after: closed },
        { change: 'order.advance', before, after: order },
      ],
      events: [
        {
          type: 'service.cancelled',
          of: closed.serviceRequestId,
          data: {
            serviceRequestId: closed.serviceRequestId,
            orderId: order.orderId,
            deadline: toIso(closed.deadlineAt),
            reason: 'CUSTOMER',
          },
        },
      ],
      commands: resumeCommand(service, closed),
    },
  };
};
