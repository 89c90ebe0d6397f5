// Rows of the client's own JSON: it is returned as it came, so only its size and what must not be in it are judged.
// Source: API specification, 2.3.
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import type { FieldRow } from './field-row.ts';
import { type FullRequest, fullRequests } from './full-requests.ts';

interface JsonRow {
  readonly kind: string;
  readonly value: unknown;
  /** `metadata.note card_data`; none where it is let in. */
  readonly fault?: string;
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

/** An object of one text that is, as JSON, of so many bytes. */
const sized = (bytes: number): object => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

/** `JSON.parse` makes of it a name like any other; a literal would not. */
const prototype: unknown = JSON.parse('{"__proto__":{"a":1}}');

const within = (name: string): readonly JsonRow[] => [
  { kind: 'card number', value: { note: '4242 4242 4242 4242' }, fault: `${name}.note card_data` },
  {
    kind: 'card number as a number',
    value: { list: [1, { n: 4_111_111_111_111_111 }] },
    fault: `${name}.list[1].n card_data`,
  },
  { kind: 'named like a card', value: { a: { pan: 'x' } }, fault: `${name}.a.pan card_data` },
  {
    kind: 'card number as a name',
    value: { '4111111111111111': 1 },
    fault: `${name}.**************** card_data`,
  },
  { kind: '__proto__', value: { a: prototype }, fault: `${name}.a.__proto__ unknown` },
];

const rowsOf = (
  route: DocumentedRoute,
  name: string,
  rows: readonly JsonRow[],
): readonly FieldRow[] => {
  const [request] = fullRequests(route) as [FullRequest];
  return rows.map(({ kind, value, fault }) => ({
    route,
    field: `body.${name}`,
    kind,
    request: { ...request, body: { ...request.body, [name]: value } },
    told: fault === undefined ? request : { code: 'VAL_001', faults: [fault] },
  }));
};

/** A flat object of many names beside one of a few more. */
const names = (outer: number, inner: number): object => ({
  ...Object.fromEntries(Array.from({ length: outer }, (_, at) => [`n${at}`, 1])),
  inner: Object.fromEntries(Array.from({ length: inner }, (_, at) => [`n${at}`, 1])),
});

/** Of an object of 8,192 bytes, five levels and fifty names. */
export const metadataRows = (route: DocumentedRoute): readonly FieldRow[] =>
  rowsOf(route, 'metadata', [
    ...within('metadata'),
    { kind: 'five levels', value: nested(5) },
    { kind: 'six levels', value: nested(6), fault: 'metadata too_big' },
    { kind: 'most bytes', value: sized(8_192) },
    { kind: 'too many bytes', value: sized(8_193), fault: 'metadata too_big' },
    { kind: 'most names of two levels', value: names(40, 9) },
    { kind: 'too many names of two levels', value: names(40, 10), fault: 'metadata too_big' },
    { kind: 'of nothing', value: {} },
  ]);

/** Of any JSON of 16 KiB. */
export const detailRows = (route: DocumentedRoute): readonly FieldRow[] =>
  rowsOf(route, 'detail', [
    ...within('detail'),
    { kind: 'null', value: null },
    { kind: 'a list', value: [1, 'two', false] },
    { kind: 'most bytes', value: sized(16_384) },
    { kind: 'too many bytes', value: sized(16_385), fault: 'detail too_big' },
  ]);
