// Looks a saga up by its id.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { SagaId } from '#core/kernel/ids.ts';
import type { Sagas } from './ports.ts';
import { sagaObject } from './saga-object.ts';

/** Looks under every tenant: an operator has the id alone. @returns 200, or 404 SYS_005. */
export const getSaga =
  (deps: { readonly sagas: Sagas; readonly tenants: () => Promise<readonly Tenant[]> }) =>
  async ({ sagaId }: { readonly sagaId: SagaId }): Promise<Answer> => {
    const saga = await deps.sagas.findAnywhere(sagaId, await deps.tenants());
    return saga === undefined ? refusal('SYS_005') : done(sagaObject(saga));
  };
