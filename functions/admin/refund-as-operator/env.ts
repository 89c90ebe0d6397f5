// What the stack must supply to this Lambda.
import * as z from 'zod/mini';
import {
  adminCaller,
  fieldKey,
  idempotency,
  paymentGateway,
  telemetry,
  transactionTables,
} from '#functions/_pipeline/env.ts';

export const env = z.object({
  ...telemetry,
  ...adminCaller,
  ...fieldKey,
  ...transactionTables,
  ...idempotency,
  ...paymentGateway,
});
