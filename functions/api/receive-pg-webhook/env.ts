// What the stack must supply to this Lambda.
import * as z from 'zod/mini';
import {
  engineTable,
  idempotencyTable,
  telemetry,
  webhookQueue,
  webhookSecret,
} from '#functions/_pipeline/env.ts';

export const env = z.object({
  ...telemetry,
  ...engineTable,
  ...idempotencyTable,
  ...webhookQueue,
  ...webhookSecret,
});
