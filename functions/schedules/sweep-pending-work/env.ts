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
} from '#functions/_pipeline/env.ts';

export const env = z.object({
  ...telemetry,
  ...transactionTables,
  ...paymentGateway,
  ...fieldKey,
  ...eventBus,
  ...paymentSaga,
  ...deadLetters,
  ...dispatcher,
  ...sweep,
});
