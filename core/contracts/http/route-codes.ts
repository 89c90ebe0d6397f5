// Every code a route may answer: its own and those of its kind. Documents and tests read it.
// Source: API specification, section 6 ("Every signed route").
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { ownCodes } from '#core/contracts/http/own-codes.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import type { RouteId } from '#core/contracts/http/route-table.ts';

type Codes = readonly ErrorCode[];

const isSigned = ({ scope }: RouteRow): boolean => scope !== 'none' && scope !== 'iam';

const ofSignature: Codes = ['AUTH_001', 'AUTH_002', 'AUTH_003', 'AUTH_004', 'AUTH_005', 'AUTH_006'];

/** Whoever is counted may be one too many; whoever cannot be counted may be refused for it. */
const ofLimits = ({ limit, cost }: RouteRow): Codes => [
  ...(limit === 'none' ? [] : (['RATE_001', 'RATE_004'] as const)),
  ...(limit === 'none' || cost === 1 ? [] : (['RATE_005'] as const)),
];

/**
 * Operators' keys are looked at in the transaction alone, where none is ever half done; an optional one is not
 * even asked once the state has answered.
 */
const ofKey = (row: RouteRow): Codes => [
  ...(isSigned(row) ? (['IDEM_001'] as const) : []),
  'IDEM_002',
  ...(row.key === 'required' ? (['IDEM_003'] as const) : []),
  'IDEM_004',
  'IDEM_005',
  ...(row.key === 'optional' ? [] : (['PAY_003'] as const)),
];

/** A path or method that is no route's is answered by none: `VAL_006`, `VAL_007`. */
const ofInput = ({ scope, method }: RouteRow): Codes => [
  ...(scope === 'none' ? [] : (['VAL_001'] as const)),
  ...(method === 'GET' ? [] : (['VAL_002', 'VAL_003'] as const)),
  'VAL_004',
];

/** Codes every route of its kind shares. An open route knows neither keys nor limits. */
const commonCodes = (row: RouteRow): Codes => [
  ...(isSigned(row) ? ofSignature : []),
  ...(row.scope === 'none' ? [] : ofLimits(row)),
  ...(row.key === 'none' ? [] : ofKey(row)),
  ...ofInput(row),
  ...(row.asksNobody === true ? [] : (['SYS_001', 'SYS_002'] as const)),
];

/** Success first, then in the order of the table, each once. @param own - The route's own codes. */
export const codesWith = (route: RouteRow, own: Codes): ErrorCode[] => {
  const known = new Set<ErrorCode>(['COMMON_000', ...own, ...commonCodes(route)]);
  return (Object.keys(errorTable) as ErrorCode[]).filter((code) => known.has(code));
};

export const codesOf = (route: RouteRow): ErrorCode[] =>
  codesWith(route, ownCodes[route.id as RouteId]);
