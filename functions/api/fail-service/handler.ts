// POST /api/v1/service-callbacks/failed.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { failServiceContract } from '#core/contracts/http/service-callbacks.ts';
import { type RecordOutcomeDeps, recordOutcome } from '#core/fulfilment/record-outcome.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const failServiceHandler =
  (deps: RecordOutcomeDeps) =>
  ({
    tenant,
    cause,
    idempotency,
    body,
  }: RequestFor<'fail-service', typeof failServiceContract>): Promise<Answer> => {
    const { serviceRequestId, orderId, reasonCode, reasonMessage, detail } = body;
    return recordOutcome(deps)({
      tenant,
      cause,
      claim: idempotency,
      outcome: 'FAILED',
      ...(serviceRequestId === undefined ? {} : { serviceRequestId }),
      ...(orderId === undefined ? {} : { orderId }),
      result: {
        reasonCode,
        ...(reasonMessage === undefined ? {} : { reasonMessage }),
        ...(detail === undefined ? {} : { detail }),
      },
    } as never);
  };
