// Every code a route may answer: its own and those of its kind. Documents and tests read it.
// Source: API specification, section 6 ("Every signed route").
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';

const family = (prefix: string): ErrorCode[] =>
  (Object.keys(errorTable) as ErrorCode[]).filter((code) => code.startsWith(prefix));

const ofSystem: readonly ErrorCode[] = ['SYS_001', 'SYS_002', 'SYS_003', 'SYS_004'];

const ofSignature: readonly ErrorCode[] = [
  'AUTH_001',
  'AUTH_002',
  'AUTH_003',
  'AUTH_004',
  'AUTH_005',
  'AUTH_006',
];

const ofKey: readonly ErrorCode[] = ['IDEM_001', 'IDEM_002', 'IDEM_003', 'IDEM_004', 'IDEM_005'];

const ofInput = family('VAL_');

const ofLimits = family('RATE_');

/** Codes every route of its kind shares. An open route knows neither keys nor limits. */
const commonCodes = ({ scope, key }: RouteRow): readonly ErrorCode[] => [
  ...(scope === 'none' || scope === 'iam' ? [] : ofSignature),
  ...(scope === 'none' ? [] : ofLimits),
  ...(key === 'none' ? [] : ofKey),
  ...ofInput,
  ...ofSystem,
];

/** Success first, then in the order of the table, each once. */
export const codesOf = (route: RouteRow): ErrorCode[] => {
  const known = new Set<ErrorCode>(['COMMON_000', ...route.codes, ...commonCodes(route)]);
  return (Object.keys(errorTable) as ErrorCode[]).filter((code) => known.has(code));
};
