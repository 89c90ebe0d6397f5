// Fields as the engine writes them: into answers, events and step payloads. What clients may send
// is judged more strictly, in http/request-fields.ts. Source: API specification, sections 1, 2, 8.
import * as z from 'zod/mini';
import type { IdPrefix, IdTypes } from '#core/kernel/ids.ts';
import type { JsonObject } from '#core/kernel/json.ts';

/** Text of one shape. The type parameter brands it without changing what is checked. */
export const textOf = <T extends string = string>(pattern: RegExp): z.ZodMiniType<T, T> =>
  z.string().check(z.regex(pattern)) as unknown as z.ZodMiniType<T, T>;

/** An id of the engine: prefix and 26 characters of base 32. */
export const idOf = <P extends IdPrefix>(prefix: P): z.ZodMiniType<IdTypes[P], IdTypes[P]> =>
  textOf<IdTypes[P]>(new RegExp(`^${prefix}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`, 'u'));

export const orderId = idOf('ord');
export const paymentId = idOf('pay');
export const sagaId = idOf('saga');
export const serviceRequestId = idOf('svc');
export const attentionId = idOf('attn');
export const auditId = idOf('aud');

/** Server-made `rf_…`, or the caller's own (ref64). */
export const refundId = textOf(/^[A-Za-z0-9_-]{6,64}$/u);

export const uuid = textOf(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
);

/** RFC 3339 in UTC with milliseconds. */
export const instantText = textOf(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u);

/** ISO 4217 code or credit unit. */
export const unit = textOf(/^[A-Z]{3,8}$/u);

/** Whole minor units: a JSON number while it is exact, decimal digits above 2^53 − 1. */
export const wireMoney = z.union([
  z.number().check(z.int(), z.gte(0)),
  z.string().check(z.regex(/^[1-9][0-9]{15,30}$/u)),
]);
export type WireMoney = z.infer<typeof wireMoney>;

export const count = z.number().check(z.int(), z.gte(0));

export const userId = textOf(/^[A-Za-z0-9._:-]{1,100}$/u);

export const merchantId = textOf(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/u);

export const slug = textOf(/^[a-z0-9][a-z0-9-]{0,62}$/u);

export const requestId = textOf(/^[A-Za-z0-9_-]{8,64}$/u);

export const environment = z.enum(['live', 'test']);

/** The client's own JSON object, returned unchanged. Its limits are checked when it comes in. */
export const storedObject = z.record(z.string(), z.unknown()) as unknown as z.ZodMiniType<
  JsonObject,
  JsonObject
>;

/** W3C trace context of the request that caused this. */
export const traceparent = textOf(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/u);
