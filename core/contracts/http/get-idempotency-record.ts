// GET /api/v1/idempotency/{key}, and ?key= for a key with any of / % ? #.
// Source: API specification, section 6.10.
import * as z from 'zod/mini';
import type { RequestOf } from '#core/contracts/http/route-contract.ts';
import { count, instantText } from '#core/contracts/wire-fields.ts';

const idempotencyKey = z.string().check(z.regex(/^[\u0021-\u007e]{1,257}$/u));

const route = z.string().check(z.regex(/^\/[A-Za-z0-9/{}._-]{1,200}$/u));

const method = z.enum(['POST', 'PUT', 'PATCH', 'DELETE']);

export const getIdempotencyRecordContract = {
  /** The key, percent-decoded; absent in the form with a query. */
  params: z.strictObject({ key: z.exactOptional(idempotencyKey) }),
  query: z.strictObject({
    key: z.exactOptional(idempotencyKey),
    method,
    /** Template of the route: `/api/v1/payments/confirm`. */
    route,
  }),
  body: undefined,
  /** The stored body is not shown. */
  result: z.strictObject({
    state: z.enum(['IN_PROGRESS', 'RECOVERABLE', 'COMPLETED']),
    httpStatus: z.exactOptional(count),
    code: z.exactOptional(z.string()),
    resourceType: z.exactOptional(z.string()),
    resourceId: z.exactOptional(z.string()),
    createdAt: instantText,
    completedAt: z.exactOptional(instantText),
    leaseUntil: z.exactOptional(instantText),
  }),
};

export type GetIdempotencyRecordRequest = RequestOf<typeof getIdempotencyRecordContract>;
