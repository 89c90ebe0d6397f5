// One saga as operators see it.
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Saga } from './saga.ts';

export const sagaObject = (saga: Saga): JsonObject => ({
  sagaId: saga.sagaId,
  paymentId: saga.paymentId,
  orderId: saga.orderId,
  ...(saga.serviceRequestId === undefined ? {} : { serviceRequestId: saga.serviceRequestId }),
  status: saga.status,
  entry: saga.entry,
  step: saga.step,
  steps: Object.fromEntries(
    Object.entries(saga.steps).map(([name, { state, attempts, at, lastError }]) => [
      name,
      { state, attempts, at: toIso(at), ...(lastError === undefined ? {} : { lastError }) },
    ]),
  ),
  executionName: saga.executionName,
  runNo: saga.runNo,
  approvedAt: toIso(saga.approvedAt),
  ...(saga.reason === undefined ? {} : { reason: saga.reason }),
});
