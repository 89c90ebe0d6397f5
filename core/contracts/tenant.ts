// The tenant: merchant and environment, both read from the API key. Every key of tenant data begins with it.
import type { MerchantId } from '#core/kernel/ids.ts';

export type Environment = 'live' | 'test';

export interface Tenant {
  readonly environment: Environment;
  readonly merchantId: MerchantId;
}

/** Rows and events of the platform itself; no merchant can have this name. */
export const systemMerchantId = 'sys';

export const systemTenant = (environment: Environment): Tenant => ({
  environment,
  merchantId: systemMerchantId as MerchantId,
});

/** `test.M123`: how a tenant begins every key in every store. */
export const tenantText = (tenant: Tenant): string => `${tenant.environment}.${tenant.merchantId}`;

/** Reads `test.M123`. @returns undefined when the text names no tenant. */
export const parseTenant = (text: string): Tenant | undefined => {
  const parts = /^(live|test)\.([A-Za-z0-9][A-Za-z0-9_-]{0,31})$/u.exec(text);
  if (parts === null) return undefined;
  return { environment: parts[1] as Environment, merchantId: parts[2] as MerchantId };
};
