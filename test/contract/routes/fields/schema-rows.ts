// The rows that schemas make: of each field of each route all that is wrong, and what is right at the limit.
import type * as z from 'zod/mini';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import { type FieldRow, faultText, rowName, type Told } from './field-row.ts';
import { type FullRequest, fullRequests, type Query } from './full-requests.ts';
import { documentedRoutes, type FormField, fieldName, formFields } from './request-form.ts';
import { toldOtherwise } from './told-otherwise.ts';
import { textRows, type ValueRow, valueRows, wholeRows } from './value-faults.ts';

/** Names of somebody else's making: no card number is looked for in them. */
const notScanned: ReadonlySet<string> = new Set([
  'paymentKey',
  'serviceRef',
  'clientKey',
  'transactionKey',
  'code',
  'approvalNumber',
]);

const lastName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** `lineItems[].quantity` as keys; of a list the first member stands for all. */
const keysOf = (name: string): readonly (string | number)[] =>
  name === ''
    ? []
    : name.split('.').flatMap((part) => (part.endsWith('[]') ? [part.slice(0, -2), 0] : [part]));

const valueAt = (value: unknown, keys: readonly (string | number)[]): unknown =>
  keys.reduce<unknown>((inner, key) => (Object(inner) as Record<PropertyKey, unknown>)[key], value);

/** A copy with another value at that place; left out where it is `undefined`. */
const changed = (value: unknown, keys: readonly (string | number)[], over: unknown): unknown => {
  const [key, ...rest] = keys;
  if (key === undefined) return over;
  const copy: Record<PropertyKey, unknown> = Array.isArray(value)
    ? ([...(value as readonly unknown[])] as never)
    : { ...(value as object) };
  copy[key] = changed(copy[key], rest, over);
  return copy;
};

const shownName = (name: string, at: string | undefined): string => {
  const shown = name.replaceAll('[]', '[0]');
  if (at === undefined) return shown;
  return shown === '' ? at : `${shown}.${at}`;
};

/** The first right request that holds the field. @throws Error where none does: the table cannot ask for it. */
const holderOf = (
  { route, place, name }: FormField,
  requests: readonly FullRequest[],
): FullRequest => {
  const part = { path: 'params', query: 'query', body: 'body' } as const;
  const found = requests.find(
    (request) => valueAt(request[part[place]] ?? {}, keysOf(name)) !== undefined,
  );
  if (found === undefined) {
    throw new Error(`no right request of ${route} holds ${fieldName({ place, name })}`);
  }
  return found;
};

const toldOf = ({ fault, at }: ValueRow, { name }: FormField, { code }: FullRequest): Told =>
  fault === undefined
    ? { code }
    : { code: 'VAL_001', faults: [faultText(shownName(name, at), fault)] };

/** The form of the alias of a header is judged with the header's, and it is sent alone. */
const ofAlias = ({ fault }: ValueRow): Partial<Pick<FieldRow, 'key' | 'told'>> => {
  if (fault === undefined) return { key: null };
  return fault === 'invalid_format' ? { told: { code: 'IDEM_004' } } : {};
};

const missing: ValueRow = { kind: 'missing', value: undefined, fault: 'required' };

const bodyRows = (field: FormField, holder: FullRequest): readonly FieldRow[] => {
  const { route, name, node } = field;
  const example = valueAt(holder.body, keysOf(name));
  const isScanned = !notScanned.has(lastName(name));
  const values =
    name === '' ? wholeRows(node, example as object) : valueRows(node, example, { isScanned });
  return [...(field.isRequired ? [missing] : []), ...values].map((row) => ({
    route,
    field: fieldName(field),
    kind: row.kind,
    request: { ...holder, body: changed(holder.body, keysOf(name), row.value) as never },
    told: toldOf(row, field, holder),
    ...(name === 'idempotencyKey' ? ofAlias(row) : {}),
  }));
};

const twice = (value: string, fault: ValueRow['fault']): ValueRow => ({
  kind: 'twice',
  value: [value, value],
  ...(fault === undefined ? {} : { fault }),
});

const ofQuery = (kind: string, value: string, fault?: ValueRow['fault']): ValueRow => ({
  kind,
  value,
  ...(fault === undefined ? {} : { fault }),
});

/** A number is text in a query. */
const numberInQuery = ({ minimum = 0, maximum = 0 }: FormField['node']): readonly ValueRow[] => [
  ofQuery('wrong type', 'many', 'invalid_type'),
  ofQuery('empty', '', 'invalid_type'),
  ofQuery('fraction', `${minimum}.5`, 'invalid_type'),
  ofQuery('exponent', '1e1', 'invalid_type'),
  ofQuery('negative', '-1', 'invalid_type'),
  ofQuery('too small', String(minimum - 1), 'too_small'),
  ofQuery('least', String(minimum)),
  ofQuery('most', String(maximum)),
  ofQuery('too big', String(maximum + 1), 'too_big'),
  ofQuery('far too big', String(maximum).padEnd(20, '0'), 'too_big'),
  twice(String(minimum), 'invalid_type'),
];

const wordsInQuery = ([first = '', ...rest]: readonly string[]): readonly ValueRow[] => [
  ofQuery('unknown word', 'SURPRISE', 'invalid_format'),
  ofQuery('in small letters', first.toLowerCase(), 'invalid_format'),
  { kind: 'one unknown of two', value: [first, 'SURPRISE'], fault: 'invalid_format' },
  { kind: 'all of them', value: [first, ...rest] },
];

const queryRowsOf = ({ node, name }: FormField, holder: FullRequest): readonly ValueRow[] => {
  if (name === '') {
    const value = { ...holder.query, surprise: '1' };
    return [{ kind: 'unknown parameter', value, fault: 'unknown', at: 'surprise' }];
  }
  if (node.type === 'integer') return numberInQuery(node);
  if (node.type === 'array') return wordsInQuery(node.items?.enum ?? []);
  const example = String(holder.query?.[name]);
  const fault = node.enum === undefined ? 'invalid_type' : 'invalid_format';
  return [...textRows(node, example), twice(example, fault)];
};

const queryRows = (field: FormField, holder: FullRequest): readonly FieldRow[] => {
  const { route, name } = field;
  return [...(field.isRequired ? [missing] : []), ...queryRowsOf(field, holder)].map((row) => {
    const { [name]: _own, ...others } = holder.query ?? {};
    const named = row.value === undefined ? others : { ...others, [name]: row.value as string };
    return {
      route,
      field: fieldName(field),
      kind: row.kind,
      request: { ...holder, query: name === '' ? (row.value as Query) : named },
      told: toldOf(row, field, holder),
    };
  });
};

/** A path that no id could have is that of nobody; the answer says no more. */
const pathRows = (field: FormField, holder: FullRequest): readonly FieldRow[] => {
  const { route, name, node } = field;
  const code = routeOf(route).notFound ?? 'VAL_006';
  return textRows(node, String(holder.params?.[name]))
    .filter(({ fault }) => fault !== undefined)
    .map((row) => ({
      route,
      field: fieldName(field),
      kind: row.kind,
      request: { ...holder, params: { ...holder.params, [name]: row.value as string } },
      told: { code },
    }));
};

const rowsOf = { path: pathRows, query: queryRows, body: bodyRows } as const;

/** Whatever the forms of a route make. @param over - In place of one of its forms. */
export const schemaRowsOf = (
  route: DocumentedRoute,
  over: Partial<Record<FormField['place'], z.ZodMiniType>> = {},
): readonly FieldRow[] => {
  const requests = fullRequests(route);
  return formFields(route, over).flatMap((field) =>
    rowsOf[field.place](field, holderOf(field, requests)).map((row) => ({
      ...row,
      told: toldOtherwise[rowName(row)] ?? row.told,
    })),
  );
};

export const schemaRows: readonly FieldRow[] = documentedRoutes.flatMap((route) =>
  schemaRowsOf(route),
);
