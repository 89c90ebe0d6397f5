// POST /admin/v1/merchants. Source: API specification, section 6.12.
import * as z from 'zod/mini';
import { merchantObject } from '#core/contracts/http/operator-object.ts';
import {
  faultCheck,
  foreignText,
  freeText,
  idempotencyKeyField,
  merchantIdInput,
  slugInput,
} from '#core/contracts/http/request-fields.ts';
import { environmentQuery, nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { systemMerchantId } from '#core/contracts/tenant.ts';

const clientKey = z.exactOptional(z.strictObject({ clientKey: foreignText(100) }));

/** The sandbox takes no real money, so a live merchant has no key of it. */
const liveProviders = z.strictObject({ toss: clientKey });
const testProviders = z.strictObject({ toss: clientKey, sandbox: clientKey });

/** By environment. The PG's secret is one per stage and PG, in Secrets Manager, never here. */
export const providersInput = z.strictObject({
  live: z.exactOptional(liveProviders),
  test: z.exactOptional(testProviders),
});

export const createMerchantContract = {
  params: nothing,
  query: z.strictObject(environmentQuery),
  body: z.strictObject({
    merchantId: merchantIdInput.check(
      faultCheck((id) => (id === systemMerchantId ? { fault: 'invalid_format' } : undefined)),
    ),
    name: freeText(100),
    services: z.exactOptional(z.array(slugInput).check(z.maxLength(100))),
    providers: z.exactOptional(providersInput),
    status: z.exactOptional(z.enum(['ACTIVE', 'SUSPENDED'])),
    reason: freeText(500),
    ...idempotencyKeyField,
  }),
  result: merchantObject,
};

export type CreateMerchantRequest = RequestOf<typeof createMerchantContract>;
