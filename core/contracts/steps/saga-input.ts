// Input of the saga: it comes unchanged from the command row, so a repeated start is idempotent.
// Source: saga specification, section 4.
import * as z from 'zod/mini';
import { sagaEntries } from '#core/contracts/vocabulary.ts';
import {
  count,
  instantText,
  orderId,
  paymentId,
  requestId,
  sagaId,
  serviceRequestId,
  textOf,
  traceparent,
  userId,
} from '#core/contracts/wire-fields.ts';

export const sagaInput = z.strictObject({
  v: z.literal(1),
  /** `live.M123`. */
  tenant: textOf(/^(?:live|test)\.[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/u),
  sagaId,
  paymentId,
  orderId,
  /** Absent when nothing was asked of a service: a cancel was noted during the doubt. */
  serviceRequestId: z.optional(serviceRequestId),
  userId,
  entry: z.enum(sagaEntries),
  /** Where a RESUME would go on; a hint, the rows win. */
  from: z.nullable(z.string()),
  service: z.optional(z.strictObject({ timeoutSeconds: count, deadline: instantText })),
  approvedAt: instantText,
  requestId,
  traceparent: z.optional(traceparent),
});

export type SagaInput = z.infer<typeof sagaInput>;
