// CompleteOrder, TX-COMPLETE: the service was delivered, so the deal is final and the sale is posted.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { subtract, taxFreePart } from '#core/kernel/money.ts';
import { delivered } from '#core/ledger/movements.ts';
import { completeOrder as complete, type PaidOrder } from '#core/orders/order.ts';
import { confirm, type TakenPayment } from '#core/payments/payment.ts';
import { finalEvents } from '#core/payments/record-approval.ts';
import { moveSaga } from './saga.ts';
import { commitStep, readStep, type StepDeps, stepBase } from './step.ts';

const state = 'CompleteOrder';

export const completeOrderStep =
  (deps: StepDeps) =>
  async (input: SagaInput): Promise<{ readonly outcome: 'DONE' }> => {
    const rows = await readStep(deps)(input);
    if (rows.order.status === 'COMPLETED' || rows.saga.status === 'COMPLETED') {
      return { outcome: 'DONE' };
    }

    const at = deps.clock.now();
    const base = stepBase(rows, input, state, at);
    const order = complete(rows.order as PaidOrder, at);
    const payment = confirm(rows.view.payment, at) as TakenPayment;
    const saga = moveSaga(rows.saga, 'COMPLETED', state, at);
    const left = subtract(payment.amounts.captured, payment.amounts.refunded);
    const head = {
      tenant: order.tenant,
      effectiveAt: at,
      recordedAt: at,
      refs: { orderId: order.orderId, paymentId: payment.paymentId },
    };
    const taxFree = taxFreePart(left, payment.amount, payment.taxFree);
    await commitStep(deps)({
      ...base,
      name: 'TX-COMPLETE',
      changes: [
        { change: 'saga.advance', before: rows.saga, after: saga },
        { change: 'order.advance', before: rows.order, after: order },
        { change: 'payment.advance', before: rows.view.payment, after: payment },
      ],
      groups: [delivered(head, { orderId: order.orderId, amount: left, taxFree })],
      events: finalEvents(order, payment, at, rows.saga),
      audit: {
        action: 'order.complete',
        object: order.orderId,
        statusBefore: rows.order.status,
        statusAfter: 'COMPLETED',
      },
    });
    return { outcome: 'DONE' };
  };
