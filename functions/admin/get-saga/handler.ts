// GET /admin/v1/sagas/{sagaId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getSagaContract } from '#core/contracts/http/get-saga.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import { getSaga } from '#core/sagas/get-saga.ts';
import type { Sagas } from '#core/sagas/ports.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export interface GetSagaDeps {
  readonly sagas: Sagas;
  readonly tenants: (environment: Environment) => Promise<readonly Tenant[]>;
}

export const getSagaHandler =
  ({ sagas, tenants }: GetSagaDeps) =>
  ({ operator, path }: AdminRequestFor<'get-saga', typeof getSagaContract>): Promise<Answer> =>
    getSaga({ sagas, tenants: () => tenants(operator.environment) })({ sagaId: path.sagaId });
