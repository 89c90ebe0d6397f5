// What the OpenAPI document promises of an answer, closed: a property that it does not list is a fault too.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type RouteId, routeOf } from '#core/contracts/http/route-table.ts';
import { closedDocument } from '#test/fuzz/closed-document.ts';
import type { Reply } from '#test/security/siege.ts';

const document = closedDocument(
  new URL('../../../docs/api/openapi.json', import.meta.url).pathname,
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

interface Response {
  readonly content?: { readonly 'application/json': { readonly schema: object } };
}

const known = new Map<string, ValidateFunction | undefined>();

const checkOf = (route: RouteId, status: number): ValidateFunction | undefined => {
  const name = `${route} ${status}`;
  if (!known.has(name)) {
    const { path, method } = routeOf(route);
    const responses = document.paths[path]?.[method.toLowerCase()]?.['responses'] as
      | Readonly<Record<string, Response>>
      | undefined;
    const schema = responses?.[status]?.content?.['application/json'].schema;
    const { components } = document;
    known.set(name, schema === undefined ? undefined : ajv.compile({ ...schema, components }));
  }
  return known.get(name);
};

/** @returns What the document does not promise, or nothing. */
export const answerFaults = (route: RouteId, { statusCode, body }: Reply): readonly string[] => {
  const check = checkOf(route, statusCode);
  if (check === undefined) return [`${route} has no body with ${statusCode}`];
  if (check(JSON.parse(body))) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};
