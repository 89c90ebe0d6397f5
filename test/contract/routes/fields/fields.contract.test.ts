// Every field of every request form: what is wrong with it is told by its name, and what is right at the very limit is
// let in. Source: testing specification, 5.5.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { cancelOrderContract } from '#core/contracts/http/cancel-order.ts';
import { moneyInput } from '#core/contracts/http/request-fields.ts';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import { count } from '#test/support/counters.ts';
import { allFieldRows, fieldGaps } from './all-field-rows.ts';
import {
  type ApiDocument,
  type DocumentedField,
  documentedFields,
  fieldsOfOperation,
  formsOf,
  routeOfOperation,
} from './documented-fields.ts';
import { documentedVerdict, unsaid } from './documented-verdicts.ts';
import { expectedOf } from './field-answer.ts';
import { type FieldRow, rowName } from './field-row.ts';
import { asksBeyondNonce, asksOfPg, type FieldStage, fieldStage } from './field-stage.ts';
import { fullRequests } from './full-requests.ts';
import { headerRows } from './header-rows.ts';
import { ownRows } from './own-rows.ts';
import { documentedRoutes } from './request-form.ts';
import { schemaRows, schemaRowsOf } from './schema-rows.ts';
import { toldOtherwise } from './told-otherwise.ts';

const text = readFileSync(new URL('../../../../docs/api/openapi.json', import.meta.url), 'utf8');
const document = JSON.parse(text) as ApiDocument;
const fields = documentedFields(document);
const none = { withoutRow: [], ofNoField: [], twice: [] };

const byRoute = <T extends { readonly route: string }>(all: readonly T[]) =>
  Map.groupBy(all, ({ route }) => route);

describe('the fields of all routes', () => {
  it('have every row that the document demands, and no row stands for a field that it does not have', () => {
    expect(fieldGaps(allFieldRows, fields)).toEqual(none);
    expect(new Set(fields.map(({ route }) => route))).toEqual(new Set(documentedRoutes));
    count('documented fields', fields.length);
    count('field rows of schemas', schemaRows.length);
    count('field rows of headers', headerRows.length);
    count('field rows of their own', ownRows.length);
  });

  const demanded = new Set(
    fields.flatMap((field) => field.kinds.map((kind) => rowName({ ...field, kind }))),
  );

  it('have no row of a schema that the document does not demand', () => {
    expect(schemaRows.map(rowName).filter((name) => !demanded.has(name))).toEqual([]);
  });

  it('are missed, whichever demanded row is taken away', () => {
    const fieldsOf = byRoute(fields);
    const missed = [...byRoute(allFieldRows)].flatMap(([route, rows]) =>
      rows
        .filter((row) => demanded.has(rowName(row)))
        .filter((row) => {
          const others = rows.filter((other) => other !== row);
          const gaps = fieldGaps(others, fieldsOf.get(route) as DocumentedField[]);
          return gaps.withoutRow.length === 1 && gaps.withoutRow[0] === rowName(row);
        }),
    );

    expect(missed).toHaveLength(demanded.size);
    count('demanded field rows', missed.length);
  });

  it('are missed where a form gains one', () => {
    const operation = formsOf(document).find(({ operationId }) => operationId === 'cancel-order');
    const wider = JSON.parse(
      JSON.stringify(operation).replace(
        '"properties":{',
        '"properties":{"fee":{"type":"integer"},',
      ),
    ) as NonNullable<typeof operation>;
    const rows = schemaRows.filter(({ route }) => route === 'cancel-order');
    const known = fieldsOfOperation(wider).filter(({ field }) => !field.startsWith('header.'));

    expect(fieldGaps(rows, known).withoutRow).toEqual(
      ['null', 'wrong type', 'fraction', 'too small', 'least', 'most', 'too big'].map(
        (kind) => `cancel-order body.fee: ${kind}`,
      ),
    );
  });

  it('cannot be asked for where no right request holds one', () => {
    const body = z.strictObject({ ...cancelOrderContract.body.shape, fee: moneyInput() });

    expect(() => schemaRowsOf('cancel-order', { body })).toThrow(
      'no right request of cancel-order holds body.fee',
    );
  });

  it('are the same under every spelling of a route', () => {
    const aliases = formsOf(document).filter(({ operationId }) => operationId.includes('-alias-'));
    const plain = byRoute(fields);
    for (const alias of aliases) {
      const own = (plain.get(routeOfOperation(alias)) as DocumentedField[]).filter(
        // The key of a record stands in one spelling's path and in the other's query.
        ({ field }) => field !== 'path.key',
      );
      expect(fieldsOfOperation(alias)).toEqual(own);
    }
    expect(aliases.length).toBeGreaterThan(4);
  });

  it('are told otherwise only where there is such a row', () => {
    const names = new Set(schemaRows.map(rowName));

    expect(Object.keys(toldOtherwise).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the document of routes', () => {
  const verdict = documentedVerdict(document);
  const isLetIn = ({ told: { code } }: FieldRow): boolean =>
    code !== 'VAL_001' && code !== 'IDEM_004';
  const judged = allFieldRows.filter((row) => verdict(row) !== undefined);
  // A path that is refused and one that nobody has are told the same.
  const told = judged.filter(({ field }) => !field.startsWith('path.'));

  it('refuses nothing that is let in', () => {
    expect(told.filter((row) => isLetIn(row) && verdict(row) === false).map(rowName)).toEqual([]);
    count('rows judged by the document', told.length);
  });

  it('takes nothing that is refused, but what no schema can say', () => {
    const taken = judged
      .filter((row) => schemaRows.includes(row) && verdict(row) === true)
      .filter((row) => !isLetIn(row) || row.field.startsWith('path.'));

    expect(taken.filter(({ kind }) => unsaid[kind] === undefined).map(rowName)).toEqual([]);
    const kinds = new Set(
      allFieldRows.filter((row) => verdict(row) === true).map(({ kind }) => kind),
    );
    expect(Object.keys(unsaid).filter((kind) => !kinds.has(kind))).toEqual([]);
  });
});

/** What is wrong with fields is said before anybody is asked anything. */
const isJudgedAlone = ({ field, told: { code } }: FieldRow): boolean =>
  field.startsWith('path.') || /^(?:VAL_001|IDEM_00[34]|AUTH_00[17])$/u.test(code);

describe('a field of routes', () => {
  let stage: FieldStage;

  beforeAll(async () => {
    stage = await fieldStage();
  });

  /** Breakers have names of ours: one that is none is looked up nowhere. */
  const isLookedUp = (route: DocumentedRoute): boolean => {
    const { path, asksNobody } = routeOf(route);
    return path.includes('{') && asksNobody !== true && route !== 'change-breaker';
  };

  it.each(documentedRoutes)('%s: every right request is let in', async (route) => {
    for (const request of fullRequests(route)) {
      const answer = await stage.send({ route, request });

      expect(answer.told).toBe(expectedOf({ route, told: request }));
      // Else nobody could tell a path that is let in from one that is refused.
      if (isLookedUp(route)) expect(asksBeyondNonce(answer)).not.toEqual([]);
      count('right requests');
    }
  });

  // The rows that make merchants come last: no other row may meet what they made.
  const making = 'create-merchant';
  const inOrder = [...documentedRoutes.filter((route) => route !== making), making] as const;

  it.each(inOrder)('%s: every row is judged', async (route) => {
    const rows = allFieldRows.filter((row) => row.route === route);
    const seen: string[] = [];
    let refused = 0;
    for (const row of rows) {
      const answer = await stage.send(row);
      const asked = isJudgedAlone(row) ? asksBeyondNonce(answer) : asksOfPg(answer);
      seen.push([rowName(row), answer.told, ...asked].join(' → '));
      if (answer.told.startsWith('4')) refused += 1;
    }

    expect(seen).toEqual(rows.map((row) => `${rowName(row)} → ${expectedOf(row)}`));
    expect(refused).toBeGreaterThan(0);
    count('field rows judged', rows.length);
    count('faults told', refused);
  });

  it('breaks nothing, whatever is wrong with it', () => {
    const { ground, view } = stage.here.world;

    expect(ground.traps).toEqual([]);
    expect(view.logs.filter(({ level }) => level === 'ERROR')).toEqual([]);
    expect(view.logs.length).toBeGreaterThan(allFieldRows.length);
  });
});
