// An answer before it is put on the wire: what is stored, replayed and sent. The message is added when sent.
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import type { JsonObject } from '#core/kernel/json.ts';

export interface Answer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly result: JsonObject | null;
  /** Whole seconds; sent as `Retry-After`. An answer that has it is never stored. */
  readonly retryAfterSeconds?: number;
  /** True when this is a stored answer; sent as `Idempotent-Replayed: true`. */
  readonly isReplayed?: boolean;
}

export const done = (result: JsonObject): Answer => ({ status: 200, code: 'COMMON_000', result });

export const created = (result: JsonObject): Answer => ({
  status: 201,
  code: 'COMMON_000',
  result,
});

export const accepted = (result: JsonObject): Answer => ({
  status: 202,
  code: 'COMMON_001',
  result,
});

/** An answer by its code; the status comes from the table, never chosen in passing. */
export const refusal = (
  code: Exclude<ErrorCode, 'COMMON_000' | 'COMMON_001'>,
  result: JsonObject | null = null,
  retryAfterSeconds?: number,
): Answer => ({
  status: errorTable[code].status,
  code,
  result,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

/** True when the call has done what its endpoint promises; a payment in doubt has not. */
export const isSuccess = (answer: Answer): boolean =>
  answer.code === 'COMMON_000' || answer.code === 'COMMON_001';
