// Every code that a route lists is reached over the composition, with its status, its word on when to come again
// and a body as the OpenAPI document has it. Source: testing specification, 5.5.
import { beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { ownCodes } from '#core/contracts/http/own-codes.ts';
import { refusalResults, resultOfRefusal } from '#core/contracts/refusal-results.ts';
import { codeSeen, type Reply, resultOf } from '#test/security/siege.ts';
import { count } from '#test/support/counters.ts';
import { allRows, gapsOf } from './all-rows.ts';
import { answerFaults } from './answer-schema.ts';
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

/** `PAY_007 capturableAmount`: what a refusal told in its result, in a whole run of these tests. */
const fieldsTold = new Set<string>();

/** Notes what a refusal tells. @returns Fields that the documents do not list for it. */
const unlistedFields = (code: ErrorCode, reply: Reply): readonly string[] => {
  const fields = Object.keys(resultOf(reply));
  if (code.startsWith('COMMON_') || fields.length === 0) return [];
  const { fields: listed = [], object } = resultOfRefusal(code) ?? {};
  for (const field of fields.filter((one) => listed.includes(one))) {
    fieldsTold.add(`${code} ${field}`);
  }
  if (object === undefined) return fields.filter((field) => !listed.includes(field));
  fieldsTold.add(code);
  return [];
};

const expected = (code: ErrorCode): string => `${errorTable[code].status} ${code}`;

describe.each(stageNames)('routes on the stage "%s"', (name) => {
  let stage: CodeStage;
  const rows: readonly CodeRow[] = allRows.filter(({ on }) => on === name);

  beforeAll(async () => {
    stage = await codeStage(name);
  });

  it.each(rows)('$route answers $code', async ({ route, code, reach }) => {
    const reply = await reach(stage);

    expect(codeSeen(reply)).toBe(expected(code));
    expect(answerFaults(route, reply)).toEqual([]);
    const seconds = reply.headers['Retry-After'];
    if (comeAgain.has(code)) expect(Number(seconds)).toBeGreaterThan(0);
    else if (errorTable[code].retry === 'no') expect(seconds).toBeUndefined();
    expect(unlistedFields(code, reply)).toEqual([]);
    count('codes reached');
  });
});

describe('results of refusals', () => {
  it('are told as the documents list them, each field of each code', () => {
    const listed = Object.entries(refusalResults).flatMap(([code, result]) => [
      ...('fields' in result ? result.fields.map((field) => `${code} ${field}`) : []),
      ...('object' in result ? [code] : []),
    ]);

    expect([...fieldsTold].sort()).toEqual(listed.sort());
    count('results told', listed.length);
  });
});
