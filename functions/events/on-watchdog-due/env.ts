// What the stack must supply to this Lambda.
import * as z from 'zod/mini';
import {
  fieldKey,
  paymentGateway,
  telemetry,
  transactionTables,
  watchdogQueue,
} from '#functions/_pipeline/env.ts';

export const env = z.object({
  ...telemetry,
  ...transactionTables,
  ...paymentGateway,
  ...fieldKey,
  ...watchdogQueue,
});
