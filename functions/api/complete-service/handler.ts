// POST /api/v1/service-callbacks/completed.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { completeServiceContract } from '#core/contracts/http/service-callbacks.ts';
import { type RecordOutcomeDeps, recordOutcome } from '#core/fulfilment/record-outcome.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const completeServiceHandler =
  (deps: RecordOutcomeDeps) =>
  ({
    tenant,
    cause,
    idempotency,
    body,
  }: RequestFor<'complete-service', typeof completeServiceContract>): Promise<Answer> => {
    const { serviceRequestId, orderId, serviceRef, detail } = body;
    return recordOutcome(deps)({
      tenant,
      cause,
      claim: idempotency,
      outcome: 'COMPLETED',
      ...(serviceRequestId === undefined ? {} : { serviceRequestId }),
      ...(orderId === undefined ? {} : { orderId }),
      result: {
        ...(serviceRef === undefined ? {} : { serviceRef }),
        ...(detail === undefined ? {} : { detail }),
      },
    } as never);
  };
