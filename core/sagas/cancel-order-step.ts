// CancelOrder, TX-CANCEL-ORDER: the money is back, so the order ends. One transaction.

import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { present } from '#core/kernel/assert.ts';
import { toIso } from '#core/kernel/instant.ts';
import { cancelOrderState } from '#core/orders/order.ts';
import { cancelReasons, moveSaga } from './saga.ts';
import { commitStep, readStep, type StepDeps, stepBase } from './step.ts';

const state = 'CancelOrder';

const serviceOutcome = (service: ServiceRequest | undefined) =>
  service === undefined || service.state === 'OPEN' ? {} : { serviceOutcome: service.state };

export const cancelOrderStep =
  (deps: StepDeps) =>
  async (input: SagaInput): Promise<{ readonly outcome: 'DONE' }> => {
    const rows = await readStep(deps)(input);
    if (rows.saga.status === 'COMPENSATED' || rows.order.status === 'CANCELLED') {
      return { outcome: 'DONE' };
    }

    const at = deps.clock.now();
    const reason = present(rows.saga.reason, 'a compensation has its reason');
    const isReversed = rows.view.payment.reversals !== undefined;
    const cancelReason = isReversed ? 'DEPOSIT_REVERSED' : cancelReasons[reason];
    const order = cancelOrderState(rows.order, cancelReason, at);
    const saga = moveSaga(rows.saga, 'COMPENSATED', state, at);
    await commitStep(deps)({
      ...stepBase(rows, input, state, at),
      name: 'TX-CANCEL-ORDER',
      changes: [
        { change: 'order.advance', before: rows.order, after: order },
        { change: 'saga.advance', before: rows.saga, after: saga },
      ],
      events: [
        {
          type: 'order.cancelled',
          of: order.orderId,
          data: {
            orderId: order.orderId,
            paymentId: saga.paymentId,
            reason: cancelReason,
            ...serviceOutcome(rows.service),
          },
        },
        {
          type: 'saga.compensated',
          of: saga.sagaId,
          data: {
            sagaId: saga.sagaId,
            paymentId: saga.paymentId,
            orderId: saga.orderId,
            reason,
            startedAt: toIso(saga.startedAt),
            durationMs: Math.max(0, at - saga.startedAt),
          },
        },
      ],
      audit: {
        action: 'order.cancel',
        object: order.orderId,
        statusBefore: rows.order.status,
        statusAfter: 'CANCELLED',
      },
    });
    return { outcome: 'DONE' };
  };
