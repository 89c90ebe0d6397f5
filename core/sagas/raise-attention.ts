// NeedsAttention: what the saga cannot finish becomes an open item with its evidence, never silence.
import {
  type AttentionItem,
  type AttentionKind,
  severityOf,
} from '#core/attention/attention-item.ts';
import { openItem } from '#core/attention/open-item.ts';
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { plus } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { isEnded, moveSaga } from './saga.ts';
import { commitStep, readStep, type StepDeps, type StepRows, stepBase } from './step.ts';

const state = 'NeedsAttention';
const answerWithinMs = 900_000;

/**
 * What went wrong, by the rows: a refused cancel, a stuck compensation, or a stuck completion. The outcome
 * decides between the last two: a step may fail before it has written that the money goes back.
 */
const kindOf = ({ saga, service, view }: StepRows): AttentionKind => {
  const refund = view.refunds.find(({ refundId }) => refundId === saga.refundId);
  if (refund?.status === 'FAILED') return 'CANCEL_REFUSED';
  return service?.state === 'COMPLETED' ? 'SAGA_STUCK' : 'COMPENSATION_STUCK';
};

const itemOf = (rows: StepRows, deps: StepDeps, error: JsonObject | undefined): AttentionItem => {
  const { saga, order, view } = rows;
  const kind = kindOf(rows);
  const at = deps.clock.now();
  return {
    ...firstVersion,
    tenant: order.tenant,
    attentionId: deps.ids.next('attn'),
    kind,
    objectType: 'saga',
    objectId: saga.sagaId,
    orderId: order.orderId,
    paymentId: saga.paymentId,
    moneyAtRisk: view.payment.amount,
    step: saga.step,
    evidence: [
      { payment: view.payment.status, order: order.status, saga: saga.status, step: saga.step },
      ...(error === undefined ? [] : [error]),
    ],
    suggestedActions: kind === 'CANCEL_REFUSED' ? ['REFUND', 'RETRY'] : ['RETRY'],
    severity: severityOf(kind),
    status: 'OPEN',
    openedAt: at,
    dueAt: plus(at, answerWithinMs),
  };
};

/** As Step Functions hands it on from a Catch: `{Error, Cause}`. */
const namedError = (error: JsonObject | undefined): { readonly lastError?: string } => {
  const name = error?.['Error'];
  return typeof name === 'string' ? { lastError: name } : {};
};

/**
 * Opens the item and marks the saga. While the service request is still open no item is made: the
 * sweep alone brings the saga back.
 */
export const raiseAttention =
  (deps: StepDeps) =>
  async (
    input: SagaInput,
    error: JsonObject | undefined,
  ): Promise<{ readonly outcome: 'DONE' }> => {
    const rows = await readStep(deps)(input);
    const { saga, service, order } = rows;
    if (service?.state === 'OPEN' || isEnded(saga) || saga.status === 'NEEDS_ATTENTION') {
      return { outcome: 'DONE' };
    }

    const item = itemOf(rows, deps, error);
    await commitStep(deps)({
      ...stepBase(rows, input, state, deps.clock.now()),
      name: 'TX-ATTENTION',
      changes: [
        ...openItem(item),
        {
          change: 'saga.advance',
          before: saga,
          after: moveSaga(saga, 'NEEDS_ATTENTION', state, item.openedAt, namedError(error)),
        },
      ],
      events: [
        {
          type: 'saga.needs_attention',
          of: saga.sagaId,
          data: {
            attentionId: item.attentionId,
            sagaId: saga.sagaId,
            kind: item.kind,
            step: saga.step,
            amount: toWire(order.amount.minor),
            currency: order.amount.currency,
          },
        },
      ],
      audit: { action: 'attention.open', object: item.attentionId, statusAfter: 'OPEN' },
    });
    return { outcome: 'DONE' };
  };
