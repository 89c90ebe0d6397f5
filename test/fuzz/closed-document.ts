// The OpenAPI document as a promise of the engine, not as a rule for readers: what it does not list, no answer may
// have. The published one is open, since a new optional property breaks nobody.
import { readFileSync } from 'node:fs';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** The same schema, in which an object that lists its properties has no others. */
export const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value)]),
  );
  const isListed = isObject(schema['properties']) && schema['additionalProperties'] === undefined;
  return isListed ? { ...inner, additionalProperties: false } : inner;
};

interface Parameter {
  readonly name: string;
}

/**
 * Parameters as they are made up. The form of a nonce is left to the table of signatures (test/security), byte by byte:
 * spoiled in every way at every route it would be a tenth of all requests. That it lacks, and is used once, stays.
 */
const parametersOf = (parameters: unknown): unknown =>
  (parameters as readonly Parameter[] | undefined)?.map((parameter) =>
    parameter.name === 'X-Nonce' ? { ...parameter, schema: { type: 'string' } } : parameter,
  );

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Json };
}

/** @param file - The generated document. */
export const closedDocument = (file: string): OpenApiDocument => {
  const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [
          method,
          {
            ...operation,
            parameters: parametersOf(operation['parameters']) ?? [],
            responses: closed(operation['responses']) as Json,
          },
        ]),
      ),
    ]),
  );
  const schemas = closed(document.components.schemas) as Json;
  return { ...document, paths, components: { ...document.components, schemas } };
};
