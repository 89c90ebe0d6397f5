// Whose payment an id is.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { PaymentSearch } from './ports.ts';

export interface OwnerDeps {
  readonly search: PaymentSearch;
  readonly tenants: () => Promise<readonly Tenant[]>;
}

/** Whose payment an id is, in one environment. */
export type Owners = (environment: Environment) => OwnerDeps;

/**
 * Goes on under the payment's own tenant: an operator has the id alone.
 *
 * @returns 404 SYS_005 where no tenant of the environment has it.
 */
export const underItsTenant =
  ({ search, tenants }: OwnerDeps) =>
  async (paymentId: PaymentId, work: (tenant: Tenant) => Promise<Answer>): Promise<Answer> => {
    const tenant = await search.tenantOf({ paymentId, tenants: await tenants() });
    return tenant === undefined ? refusal('SYS_005') : work(tenant);
  };
