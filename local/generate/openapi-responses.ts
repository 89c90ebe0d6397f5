// The answers of one route, one response per HTTP status, with every code it may carry.
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { codesOf } from '#core/contracts/http/route-codes.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { codeMessage } from '#core/contracts/messages.ts';
import type { JsonSchema } from './json-schema.ts';
import { envelope, reference } from './openapi-components.ts';
import { linksOf } from './openapi-links.ts';
import { inDoubtExample } from './route-examples.ts';

const successes: ReadonlySet<ErrorCode> = new Set(['COMMON_000', 'COMMON_001']);

const statusOf = (code: ErrorCode, route: RouteRow): number =>
  code === 'COMMON_000' ? route.successStatus : errorTable[code].status;

const anyResult: JsonSchema = { type: ['object', 'null'] };

/** The results of a route: done, and accepted where that is another object. */
export interface Results {
  readonly done: JsonSchema;
  readonly accepted: JsonSchema;
  readonly answersAgain?: boolean;
}

const resultOf = (code: ErrorCode, { done, accepted }: Results): JsonSchema => {
  if (successes.has(code)) return code === 'COMMON_001' ? accepted : done;
  if (code === 'PAY_005') return reference('InDoubt');
  return code === 'VAL_001' ? reference('FieldErrors') : anyResult;
};

const distinct = (schemas: readonly JsonSchema[]): JsonSchema[] => [
  ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
];

const isSuccessOf = (codes: readonly ErrorCode[]): boolean | undefined => {
  const good = codes.filter((code) => successes.has(code)).length;
  if (good > 0 && good < codes.length) return undefined;
  return good > 0;
};

const line = (code: ErrorCode): string => `- ${code}: ${codeMessage(code, 'en')}`;

const exampleOf = (codes: readonly ErrorCode[], example: unknown): unknown => {
  const [code] = codes;
  if (code === 'COMMON_000' && example !== undefined) {
    return { isSuccess: true, code, message: codeMessage(code, 'ko'), result: example };
  }
  return codes.includes('PAY_005')
    ? {
        isSuccess: false,
        code: 'PAY_005',
        message: codeMessage('PAY_005', 'ko'),
        result: inDoubtExample,
      }
    : undefined;
};

/** Seconds to wait: on 429, 503 and 202 always, on 409 for some codes. */
const retryAfter = (status: number): JsonSchema =>
  [202, 409, 429, 503].includes(status)
    ? { headers: { 'Retry-After': { schema: { type: 'integer', minimum: 0 } } } }
    : {};

const responseOf = (
  status: number,
  codes: readonly ErrorCode[],
  success: Results,
  example: unknown,
): JsonSchema => {
  const results = distinct(codes.map((code) => resultOf(code, success)));
  const result = results.length === 1 ? (results[0] ?? anyResult) : { anyOf: results };
  const shown = exampleOf(codes, example);
  return {
    description: codes.map(line).join('\n'),
    ...retryAfter(status),
    content: {
      'application/json': {
        schema: envelope(codes, isSuccessOf(codes), result),
        ...(shown === undefined ? {} : { example: shown }),
      },
    },
  };
};

/** By status. A route of 201 that answers 200 where the object is there already has the same schema for both. */
export const responsesOf = (route: RouteRow, success: Results, example: unknown): JsonSchema => {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codesOf(route)) {
    const status = statusOf(code, route);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  if (success.answersAgain === true) byStatus.set(200, ['COMMON_000']);
  const links = linksOf(route.id);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        String(status),
        {
          ...responseOf(status, codes, success, example),
          ...(status < 300 && links !== undefined ? { links } : {}),
        },
      ]),
  );
};
