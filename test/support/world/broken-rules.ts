// An assertion is a rule of ours: where one breaks the engine is wrong, whatever a repeat makes of it afterwards.
import { AssertionFailed } from '#core/kernel/assert.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';

const broke = ': a rule broke: ';

/** @returns What broke where; undefined for a line that tells of none. */
export const brokenRule = (folder: string, { error }: LogRecord): string | undefined =>
  error instanceof AssertionFailed ? `${folder}${broke}${error.message}` : undefined;

export const isBrokenRule = (trap: string): boolean => trap.includes(broke);
