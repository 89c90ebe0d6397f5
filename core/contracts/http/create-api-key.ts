// POST /admin/v1/merchants/{merchantId}/api-keys. The secret is shown once, in this answer.
// Source: API specification, sections 4.3 and 6.12.
import * as z from 'zod/mini';
import { apiKeyObject } from '#core/contracts/http/operator-object.ts';
import { freeText, idempotencyKeyField } from '#core/contracts/http/request-fields.ts';
import { environmentQuery, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { scopes } from '#core/contracts/vocabulary.ts';
import { merchantId } from '#core/contracts/wire-fields.ts';

export const createApiKeyContract = {
  params: z.strictObject({ merchantId }),
  query: z.strictObject(environmentQuery),
  body: z.strictObject({
    environment: z.enum(['live', 'test']),
    scopes: z.array(z.enum(scopes)).check(z.minLength(1), z.maxLength(scopes.length)),
    label: z.exactOptional(freeText(60)),
    reason: freeText(500),
    ...idempotencyKeyField,
  }),
  result: z.strictObject({ ...apiKeyObject.shape, secret: z.string() }),
};

export type CreateApiKeyRequest = RequestOf<typeof createApiKeyContract>;
