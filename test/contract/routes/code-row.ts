// A row of the table of codes: one code of one route, and how to reach it.
import { type ErrorCode, type ErrorRow, errorTable } from '#core/contracts/error-table.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { type RouteId, routeTable } from '#core/contracts/http/route-table.ts';
import type { Reply } from '#test/security/siege.ts';
import type { CodeStage, StageName } from './code-stage.ts';

export interface CodeRow {
  readonly route: RouteId;
  readonly code: ErrorCode;
  readonly on: StageName;
  /** @returns The answer that should carry the code. */
  readonly reach: (stage: CodeStage) => Promise<Reply>;
}

export const routes: readonly RouteRow[] = routeTable;

/** A code that many routes share, and how each of them is brought to it. */
export interface Recipe {
  readonly code: ErrorCode;
  readonly on: StageName;
  readonly fits: (row: RouteRow) => boolean;
  readonly reach: (stage: CodeStage, route: RouteId) => Promise<Reply>;
}

export const rowsOfRecipe = ({ code, on, fits, reach }: Recipe): readonly CodeRow[] =>
  routes.filter(fits).map(({ id }) => {
    const route = id as RouteId;
    return { route, code, on, reach: (stage) => reach(stage, route) };
  });

type Reach = CodeRow['reach'];

/** Rows of one route by their codes. */
export const rowsOfRoute = (
  route: RouteId,
  reaches: Readonly<Partial<Record<ErrorCode, Reach>>>,
  on: StageName = 'whole',
): readonly CodeRow[] =>
  (Object.entries(reaches) as [ErrorCode, Reach][]).map(([code, reach]) => ({
    route,
    code,
    on,
    reach,
  }));

/** Done at once has its tables elsewhere: who may, and the journeys. */
export const needsRow = (code: ErrorCode): boolean =>
  code !== 'COMMON_000' && (errorTable[code] as ErrorRow).wave === 1;

/** Whoever is told one of these is told when to come again. */
export const comeAgain: ReadonlySet<ErrorCode> = new Set([
  'PAY_005',
  'PAY_009',
  'IDEM_001',
  'IDEM_005',
  'RATE_001',
  'RATE_004',
  'SYS_002',
  'SYS_003',
]);
