// What the stack must supply to this Lambda.
import * as z from 'zod/mini';
import {
  adminCaller,
  idempotency,
  sandboxAddress,
  telemetry,
  transactionTables,
} from '#functions/_pipeline/env.ts';

export const env = z.object({
  ...telemetry,
  ...adminCaller,
  ...transactionTables,
  ...idempotency,
  ...sandboxAddress,
});
