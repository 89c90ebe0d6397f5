// Links of the OpenAPI document: each leads to an operation that takes this name, from an answer that has it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Json = Readonly<Record<string, unknown>>;

interface Link {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly links?: Readonly<Record<string, Link>>;
        readonly content?: { readonly 'application/json': { readonly schema: Json } };
      }
    >
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

const document = JSON.parse(
  readFileSync(new URL('../../docs/api/openapi.json', import.meta.url), 'utf8'),
) as Document;

const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** The schemas that a schema is made of. */
const parts = (schema: Json): readonly Json[] => {
  const { $ref, anyOf } = schema as { readonly $ref?: string; readonly anyOf?: readonly Json[] };
  if ($ref !== undefined) {
    return parts(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  }
  return anyOf === undefined ? [schema] : anyOf.flatMap(parts);
};

/** Whether an answer of this schema has what stands at these names. */
const has = (schema: Json, names: readonly string[]): boolean => {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  return parts(schema).some((part) => {
    const { properties = {}, items } = part as {
      readonly properties?: Readonly<Record<string, Json>>;
      readonly items?: Json;
    };
    const inner = /^\d+$/u.test(name) ? items : properties[name];
    return inner !== undefined && has(inner, rest);
  });
};

const all = operations.flatMap(({ operationId, parameters, responses }) =>
  Object.entries(responses).flatMap(([status, { links = {}, content }]) =>
    Object.entries(links).flatMap(([name, link]) =>
      Object.entries(link.parameters).map(([parameter, value]) => ({
        from: `${operationId} ${status} ${name}`,
        operationId: link.operationId,
        parameter,
        value,
        schema: content?.['application/json'].schema ?? {},
        own: parameters ?? [],
      })),
    ),
  ),
);

describe('the links of the OpenAPI document', () => {
  it('are many', () => {
    expect(all.length).toBeGreaterThanOrEqual(70);
  });

  it.each(all)('$from leads to $operationId', (link) => {
    const target = operations.find(({ operationId }) => operationId === link.operationId);

    expect(target?.parameters?.map(({ name }) => name)).toContain(link.parameter);
  });

  it.each(all)('$from has its $parameter', ({ value, schema, own }) => {
    const ofBody = /^\$response\.body#\/(?<at>.+)$/u.exec(value)?.groups?.['at'];
    const ofPath = /^\$request\.path\.(?<name>\w+)$/u.exec(value)?.groups?.['name'];

    const isThere =
      ofBody === undefined
        ? own.some((parameter) => parameter.in === 'path' && parameter.name === ofPath)
        : has(schema, ofBody.split('/'));

    expect(isThere).toBe(true);
  });
});
