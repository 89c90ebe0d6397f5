// What a validator that is not ours makes of a row by the published document alone: the document says what is judged,
// or the row's kind stands here with the reason why a schema cannot.
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type ApiDocument, formsOf, routeOfOperation } from './documented-fields.ts';
import type { FieldRow } from './field-row.ts';

/** Faults that no keyword of JSON Schema names. */
export const unsaid: Readonly<Record<string, string>> = {
  'card number': 'told in words: no card data',
  'minus zero': 'equal to zero once it is read',
  'fraction beyond a double': 'equal to a whole number once it is read',
  'before year 0': 'a date-time before its offset is taken off',
  'after year 9999': 'a date-time before its offset is taken off',
  'too many names of two levels': 'counted over all levels',
};

interface Asked {
  readonly schema: object;
  readonly value: unknown;
}

/** A text of a query as the type that the document gives it. */
const asTyped = ({ type }: { readonly type?: string }, value: unknown): unknown => {
  if (type === 'array') return [value].flat();
  return type === 'integer' && typeof value === 'string' && /^-?[0-9]+$/u.test(value)
    ? Number(value)
    : value;
};

/** @returns true where the document takes what the row sends; undefined where the row is about a header. */
export const documentedVerdict = (document: ApiDocument) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: true });
  formats.default(ajv);
  const operations = new Map(formsOf(document).map((one) => [routeOfOperation(one), one]));
  const askedOf = ({ route, field, request }: FieldRow): Asked | undefined => {
    const { parameters = [], requestBody } = operations.get(route) ?? {};
    const [place, name] = field.split('.') as [string, string | undefined];
    if (place === 'body') {
      const schema = requestBody?.content['application/json'].schema ?? {};
      return { schema, value: JSON.parse(JSON.stringify(request.body)) as unknown };
    }
    const parameter = parameters.find((one) => one.in === place && one.name === name);
    if (parameter === undefined || place === 'header') return undefined;
    const { schema, required } = parameter;
    const value = (place === 'path' ? request.params : request.query)?.[parameter.name];
    // A parameter that is missing is judged as one: by whether it may be.
    return value === undefined
      ? { schema: required ? { not: {} } : {}, value: null }
      : { schema, value: asTyped(schema, value) };
  };
  return (row: FieldRow): boolean | undefined => {
    const asked = askedOf(row);
    return asked === undefined ? undefined : ajv.validate(asked.schema, asked.value);
  };
};
