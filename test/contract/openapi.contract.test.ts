// The OpenAPI document accepts the examples of the specification and knows every route and code.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { validate } from '#core/contracts/http/validate.ts';

import { type DocumentedRoute, routeContracts } from '#local/generate/route-contracts.ts';
import { refundExample, routeExamples } from '#local/generate/route-examples.ts';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: { readonly 'application/json': Media } };
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json'?: Media } }>
  >;
}

interface CodeSchema {
  readonly properties?: { readonly code: { readonly enum: readonly ErrorCode[] } };
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const text = (name: string): string =>
  readFileSync(new URL(`../../docs/api/${name}`, import.meta.url), 'utf8');

const document = JSON.parse(text('openapi.json')) as Document;
const { components } = document;

const accepts = (schema: object) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  return ajv.compile({ ...schema, components });
};

const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

const media = operations.flatMap(({ operationId, requestBody, responses }) => [
  ...(requestBody === undefined
    ? []
    : [{ name: `${operationId} body`, part: requestBody.content['application/json'] }]),
  ...Object.entries(responses).flatMap(([status, { content }]) =>
    content?.['application/json'] === undefined
      ? []
      : [{ name: `${operationId} ${status}`, part: content['application/json'] }],
  ),
]);

const shown = media.filter(({ part }) => part.example !== undefined);

describe('the OpenAPI document', () => {
  it('is the same in JSON and in YAML', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(parse(text('openapi.yaml'))).toEqual(document);
  });

  it('has every route and alias of the table', () => {
    const known = (routeTable as readonly RouteRow[]).flatMap(({ method, path, aliases }) =>
      [path, ...aliases].map((each) => `${method} ${each}`),
    );
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );

    expect(documented.sort()).toEqual(known.sort());
  });

  it('names each operation once', () => {
    const names = operations.map(({ operationId }) => operationId);

    expect(new Set(names).size).toBe(names.length);
  });

  it('lists every code with its own status', () => {
    const listed = operations.flatMap(({ responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        const schema = content?.['application/json']?.schema as CodeSchema | undefined;
        return (schema?.properties?.code.enum ?? []).map((code) => ({ status, code }));
      }),
    );
    const misplaced = listed.filter(
      ({ status, code }) => code !== 'COMMON_000' && String(errorTable[code].status) !== status,
    );

    expect(listed.length).toBeGreaterThan(100);
    expect(misplaced).toEqual([]);
  });

  it('shows at least ten examples', () => {
    expect(shown.length).toBeGreaterThanOrEqual(10);
  });

  it.each(shown)('accepts the example of $name', ({ part }) => {
    const check = accepts(part.schema);

    check(part.example);

    expect(check.errors).toBeNull();
  });

  it('accepts the refund of the specification', () => {
    const check = accepts(components.schemas['Refund'] as object);

    check(refundExample);

    expect(check.errors).toBeNull();
  });
});

const bodies = Object.entries(routeExamples).flatMap(([id, { body }]) =>
  body === undefined ? [] : [[id as DocumentedRoute, body] as const],
);

describe.each(bodies)('the example body of %s', (id, body) => {
  it('is valid for the engine too', () => {
    const schema = routeContracts[id].body;

    expect(schema === undefined ? undefined : validate(schema, body).ok).toBe(true);
  });

  it('is refused with an unknown property, by the engine and by the document', () => {
    const odd = { ...(body as object), surprise: 1 };
    const part = media.find(({ name }) => name === `${id} body`)?.part;
    const schema = routeContracts[id].body;

    expect(schema === undefined ? undefined : validate(schema, odd).ok).toBe(false);
    expect(accepts(part?.schema ?? {})(odd)).toBe(false);
  });
});
