// What the stack must supply to this Lambda.
import * as z from 'zod/mini';
import {
  deadLetters,
  dispatcher,
  eventBus,
  fieldKey,
  paymentGateway,
  paymentSaga,
  sweep,
  telemetry,
  transactionTables,
  watchdogQueue,
} from '#functions/_pipeline/env.ts';

export const env = z.object({
  ...telemetry,
  ...transactionTables,
  ...paymentGateway,
  ...fieldKey,
  ...eventBus,
  ...paymentSaga,
  ...watchdogQueue,
  ...deadLetters,
  ...dispatcher,
  ...sweep,
});
