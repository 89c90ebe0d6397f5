// Codes that no answer has yet, with what they wait for. A code is permanent from the day it is in the table, so it
// stands there before the feature that sends it. A test reads the sources: a code that is sent leaves this list.
import type { ErrorCode } from '#core/contracts/error-table.ts';

const credits: readonly ErrorCode[] = [
  'PAY_001',
  'CRD_001',
  'CRD_002',
  'CRD_003',
  'CRD_004',
  'CRD_006',
  'CRD_007',
  'CRD_008',
  'CRD_009',
  'CRD_010',
];

/** Features whose every code waits, by family. */
const families: Readonly<Record<string, string>> = { SUB: 'subscriptions', WAIT: 'waiting room' };

const others: Readonly<Partial<Record<ErrorCode, string>>> = {
  RATE_002: 'limits on requests in flight',
  RATE_003: 'load shedding',
  SYS_004: 'maintenance mode',
  SYS_008: 'in audit records only',
};

/** @returns What the code waits for; nothing for one that answers have today. */
export const unsent = (code: ErrorCode): string | undefined =>
  others[code] ?? (credits.includes(code) ? 'credits' : families[code.slice(0, code.indexOf('_'))]);
