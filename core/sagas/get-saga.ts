// One saga as operators see it.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { SagaId } from '#core/kernel/ids.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Sagas } from './ports.ts';
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

/** Looks under every tenant: an operator has the id alone. @returns 200, or 404 SYS_005. */
export const getSaga =
  (deps: { readonly sagas: Sagas; readonly tenants: () => Promise<readonly Tenant[]> }) =>
  async ({ sagaId }: { readonly sagaId: SagaId }): Promise<Answer> => {
    const saga = await deps.sagas.findAnywhere(sagaId, await deps.tenants());
    return saga === undefined ? refusal('SYS_005') : done(sagaObject(saga));
  };
