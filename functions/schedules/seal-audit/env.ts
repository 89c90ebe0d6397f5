// What the stack must supply to this Lambda.
import * as z from 'zod/mini';
import {
  auditArchive,
  auditKey,
  engineTable,
  outboxTable,
  readModelTable,
  telemetry,
} from '#functions/_pipeline/env.ts';

export const env = z.object({
  ...telemetry,
  ...engineTable,
  ...outboxTable,
  ...readModelTable,
  ...auditArchive,
  ...auditKey,
});
