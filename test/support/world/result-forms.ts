// What a route answers has the form that it documents, to the last property: strictly, since the engine writes it.
import * as z from 'zod/mini';
import { inDoubtResult } from '#core/contracts/http/payment-object.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { validate } from '#core/contracts/http/validate.ts';
import { type DocumentedRoute, routeContracts } from '#local/generate/route-contracts.ts';

export interface TypedResult {
  readonly schema: z.ZodMiniType;
  readonly value: unknown;
}

const routes: ReadonlyMap<string, DocumentedRoute> = new Map(
  (routeTable as readonly RouteRow[])
    .filter(({ id }) => id in routeContracts)
    .map(({ id, scope }) => [`${scope === 'iam' ? 'admin' : 'api'}/${id}`, id as DocumentedRoute]),
);

/** Each fault has a text for people, whoever found it. */
const fieldErrors = z.strictObject({
  fieldErrors: z
    .array(
      z.strictObject({
        field: z.string(),
        code: z.string(),
        message: z.string().check(z.minLength(1)),
      }),
    )
    .check(z.minLength(1)),
});

const schemaOf = (route: DocumentedRoute, code: string): z.ZodMiniType | undefined => {
  const { result, accepted = result } = routeContracts[route];
  if (code === 'COMMON_000') return result;
  if (code === 'COMMON_001') return accepted;
  if (code === 'VAL_001') return fieldErrors;
  return code === 'PAY_005' ? inDoubtResult : undefined;
};

/** @returns The result of an answer beside its documented form; undefined where it has none. */
export const typedResult = (folder: string, answer: unknown): TypedResult | undefined => {
  const route = routes.get(folder);
  const { body } = (answer ?? {}) as { readonly body?: unknown };
  if (route === undefined || typeof body !== 'string') return undefined;
  const { code, result } = JSON.parse(body) as { readonly code: string; readonly result: unknown };
  const schema = schemaOf(route, code);
  return schema === undefined ? undefined : { schema, value: result };
};

/** @returns What is wrong with the result of an answer; undefined for one of its documented form. */
export const oddResult = (folder: string, answer: unknown): string | undefined => {
  const typed = typedResult(folder, answer);
  if (typed === undefined) return undefined;
  const judged = validate(typed.schema, typed.value);
  if (judged.ok) return undefined;
  const faults = judged.error.map(({ field, code }) => `${field} ${code}`).join(', ');
  return `${folder} answered in another form than it documents: ${faults}`;
};
