// Every code that a route lists is reached over the composition, with its status and its word on when to come
// again. Source: testing specification, 5.5.
import { beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { ownCodes } from '#core/contracts/http/own-codes.ts';
import { codeSeen } from '#test/security/siege.ts';
import { count } from '#test/support/counters.ts';
import { allRows, gapsOf } from './all-rows.ts';
import { type CodeRow, comeAgain, routes } from './code-row.ts';
import { type CodeStage, codeStage, stageNames } from './code-stage.ts';

const none = { withoutRow: [], unlisted: [], twice: [] };

describe('the codes of all routes', () => {
  it('have a row each, and no row stands for a code that is not listed', () => {
    expect(gapsOf(allRows)).toEqual(none);
    expect(new Set(allRows.map(({ route }) => route)).size).toBe(routes.length);
    count('listed codes', allRows.length);
  });

  it('are missed, whichever row is taken away', () => {
    const missed = allRows.filter((row) => {
      const { withoutRow } = gapsOf(allRows.filter((other) => other !== row));
      return withoutRow.length === 1 && withoutRow[0] === `${row.route} ${row.code}`;
    });

    expect(missed).toHaveLength(allRows.length);
  });

  it('are missed where a route begins to list one more', () => {
    const wider = [...ownCodes['get-order'], 'SUB_001', 'WAIT_001'] as const;

    expect(gapsOf(allRows, { ...ownCodes, 'get-order': wider })).toEqual({
      ...none,
      // The other belongs to a later release.
      withoutRow: ['get-order WAIT_001'],
    });
  });

  it('are too many where a route lists one less', () => {
    const fewer = { ...ownCodes, 'get-order': [] };

    expect(gapsOf(allRows, fewer)).toEqual({ ...none, unlisted: ['get-order ORD_001'] });
  });
});

const expected = (code: ErrorCode): string => `${errorTable[code].status} ${code}`;

describe.each(stageNames)('routes on the stage "%s"', (name) => {
  let stage: CodeStage;
  const rows: readonly CodeRow[] = allRows.filter(({ on }) => on === name);

  beforeAll(async () => {
    stage = await codeStage(name);
  });

  it.each(rows)('$route answers $code', async ({ code, reach }) => {
    const reply = await reach(stage);

    expect(codeSeen(reply)).toBe(expected(code));
    const seconds = reply.headers['Retry-After'];
    if (comeAgain.has(code)) expect(Number(seconds)).toBeGreaterThan(0);
    else if (errorTable[code].retry === 'no') expect(seconds).toBeUndefined();
    count('codes reached');
  });
});
