// What can be wrong with one value of a body, and what is right at the very limit, as its schema says.
import type { FieldErrorCode } from '#core/contracts/messages.ts';
import { withoutPlainForm } from './plain-form.ts';
import type { FormNode } from './request-form.ts';

/** One value in place of the right one. */
export interface ValueRow {
  /** `too long`. */
  readonly kind: string;
  /** `undefined`: left out. */
  readonly value: unknown;
  /** What the answer says of it; none where it is let in. */
  readonly fault?: FieldErrorCode;
  /** The member at fault where it is not the value itself. */
  readonly at?: string;
}

/** A number as it is spelled: 1e3, -0 and 1.0 are not what `JSON.stringify` would write. */
const spelled = (text: string): unknown =>
  (JSON as unknown as { rawJSON(source: string): unknown }).rawJSON(text);

const refused = (kind: string, fault: FieldErrorCode, value: unknown): ValueRow => ({
  kind,
  fault,
  value,
});

const letIn = (kind: string, value: unknown): ValueRow => ({ kind, value });

/** What a text can grow to by its last character, and be cut to. Longer than any field may be. */
const lengthMax = 3_000;

const grown = (text: string, isRight: (text: string) => boolean): string => {
  let longest = text;
  const more = (): string => longest + text.slice(-1);
  while (isRight(more()) && longest.length < lengthMax) longest = more();
  if (longest.length >= lengthMax) throw new Error(`nothing ends ${text}`);
  return longest;
};

const cut = (text: string, isRight: (text: string) => boolean): string => {
  let shortest = text;
  while (shortest !== '' && isRight(shortest.slice(0, -1))) shortest = shortest.slice(0, -1);
  return shortest;
};

/** Sizes of a text by its schema: with lengths of its own it says which is wrong, else its form is. */
const sizesOf = (node: FormNode, example: string): readonly ValueRow[] => {
  const { minLength = 0, maxLength, pattern } = node;
  if (maxLength === undefined && pattern === undefined) return [];
  const form = new RegExp(pattern ?? '', 'u');
  const isRight = (text: string): boolean =>
    form.test(text) && text.length >= minLength && text.length <= (maxLength ?? lengthMax);
  const shortest = cut(example, isRight);
  const longest = grown(example, isRight);
  return [
    refused('too short', minLength > 0 ? 'too_small' : 'invalid_format', shortest.slice(0, -1)),
    letIn('shortest', shortest),
    letIn('longest', longest),
    refused(
      'too long',
      maxLength === undefined ? 'invalid_format' : 'too_big',
      longest + longest.slice(-1),
    ),
  ];
};

const days: readonly ValueRow[] = [
  refused('no offset', 'invalid_format', '2026-03-01T00:00:00'),
  refused('day alone', 'invalid_format', '2026-03-01'),
  refused('no such day', 'invalid_format', '2026-02-30T00:00:00Z'),
  refused('no such hour', 'invalid_format', '2026-03-01T24:00:00Z'),
  refused('before year 0', 'invalid_format', '0000-01-01T00:00:00+01:00'),
  refused('after year 9999', 'invalid_format', '9999-12-31T23:59:59-01:00'),
  letIn('first', '0000-01-01T00:00:00Z'),
  letIn('last', '9999-12-31T23:59:59.999Z'),
  letIn('other offset', '2026-03-01T09:00:00.5+09:00'),
];

/** Free text: neither a control character nor a card number is a part of it. */
const contents = (isScanned: boolean): readonly ValueRow[] => [
  refused('control character', 'invalid_format', 'a\u0007b'),
  refused('carriage return', 'invalid_format', 'a\r\nb'),
  letIn('line feed', 'a\nb'),
  isScanned
    ? refused('card number', 'card_data', 'x 4111-1111-1111-1111')
    : letIn('card number', '4111111111111111'),
];

/** @returns Of a text its sizes and its form. @param example - A right one. */
export const textRows = (described: FormNode, example: string): readonly ValueRow[] => {
  const node = withoutPlainForm(described);
  if (node.enum !== undefined) return [refused('unknown word', 'invalid_format', 'SURPRISE')];
  if (node.format === 'date-time') return days;
  const form =
    node.pattern === undefined ? [] : [refused('wrong form', 'invalid_format', `${example} \n`)];
  return [...sizesOf(node, example), ...form];
};

const bodyTextRows = (node: FormNode, example: string, isScanned: boolean): readonly ValueRow[] => {
  const isFree = node.minLength !== undefined && withoutPlainForm(node).pattern === undefined;
  // A word that is none is told as such, whatever its type.
  const fault = node.enum === undefined ? 'invalid_type' : 'invalid_format';
  return [
    refused('null', fault, null),
    refused('wrong type', fault, 7),
    ...textRows(node, example),
    ...(isFree ? contents(isScanned) : []),
  ];
};

/** Both spellings of money, and all that looks like one of them. */
const moneyRows = ({ minimum = 0, maximum = 0 }: FormNode): readonly ValueRow[] => [
  refused('null', 'invalid_type', null),
  refused('wrong type', 'invalid_type', true),
  refused('in a list', 'invalid_type', [minimum]),
  refused('with its currency', 'invalid_format', '1000 KRW'),
  refused('fraction', 'invalid_format', 1.5),
  refused('fraction as text', 'invalid_format', '1.5'),
  refused('fraction of nothing as text', 'invalid_format', '1.0'),
  refused('fraction beyond a double', 'invalid_format', spelled('1000.00000000000000001')),
  refused('exponent that leaves a fraction', 'invalid_format', spelled('1e-1')),
  refused('exponent as text', 'invalid_format', '1e3'),
  letIn('exponent that leaves none', spelled('1e3')),
  refused('leading zero as text', 'invalid_format', '01000'),
  refused('sign as text', 'invalid_format', '+1000'),
  refused('negative', 'too_small', -1),
  refused('negative as text', 'invalid_format', '-1'),
  refused('minus zero', 'invalid_format', spelled('-0')),
  refused('not a number as text', 'invalid_format', 'NaN'),
  refused('empty text', 'invalid_format', ''),
  refused('blank before it', 'invalid_format', ' 1000'),
  refused('digits of another script', 'invalid_format', '１０００'),
  ...(minimum === 0
    ? []
    : [
        refused('zero', 'too_small', minimum - 1),
        refused('zero as text', 'too_small', String(minimum - 1)),
      ]),
  letIn('least', minimum),
  letIn('least as text', String(minimum)),
  letIn('most', maximum),
  letIn('most as text', String(maximum)),
  refused('too big', 'too_big', maximum + 1),
  refused('too big as text', 'too_big', String(maximum + 1)),
  refused('beyond a safe number', 'too_big', spelled('9007199254740993')),
  refused('beyond any number', 'invalid_format', spelled('1e400')),
];

const numberRows = ({ minimum = 0, maximum = 0 }: FormNode): readonly ValueRow[] => [
  refused('null', 'invalid_type', null),
  refused('wrong type', 'invalid_type', String(minimum)),
  refused('fraction', 'invalid_type', minimum + 0.5),
  refused('too small', 'too_small', minimum - 1),
  letIn('least', minimum),
  letIn('most', maximum),
  refused('too big', 'too_big', maximum + 1),
];

const listRows = (
  { minItems = 0, maxItems }: FormNode,
  [first]: readonly unknown[],
): readonly ValueRow[] => {
  const many = (length: number): readonly unknown[] => Array.from({ length }, () => first);
  return [
    refused('null', 'invalid_type', null),
    refused('wrong type', 'invalid_type', { 0: first }),
    ...(minItems === 0 ? [] : [refused('too few', 'too_small', [])]),
    letIn('fewest', many(minItems)),
    ...(maxItems === undefined
      ? []
      : [letIn('most', many(maxItems)), refused('too many', 'too_big', many(maxItems + 1))]),
  ];
};

const named = (many: number): object =>
  Object.fromEntries(Array.from({ length: many }, (_, at) => [`n${at}`, at]));

/** A member that no schema knows. */
const unknownMember = (example: object): ValueRow => ({
  kind: 'unknown property',
  value: { ...example, surprise: 1 },
  fault: 'unknown',
  at: 'surprise',
});

const objectRows = (node: FormNode, example: object): readonly ValueRow[] => [
  refused('null', 'invalid_type', null),
  refused('wrong type', 'invalid_type', [example]),
  ...(node.additionalProperties === false ? [unknownMember(example)] : []),
  ...(node.maxProperties === undefined
    ? []
    : [
        letIn('most names', named(node.maxProperties)),
        refused('too many names', 'too_big', named(node.maxProperties + 1)),
      ]),
];

/** The whole body: that it is an object at all is no matter of fields. */
export const wholeRows = (node: FormNode, example: object): readonly ValueRow[] =>
  node.additionalProperties === false ? [unknownMember(example)] : [];

/** @returns Of one value of a body all that its schema says. @param example - A right one. */
export const valueRows = (
  node: FormNode,
  example: unknown,
  { isScanned }: { readonly isScanned: boolean },
): readonly ValueRow[] => {
  const [number] = node.anyOf ?? [];
  if (number !== undefined) return moneyRows(number);
  if (node.type === 'string') return bodyTextRows(node, example as string, isScanned);
  if (node.type === 'integer') return numberRows(node);
  if (node.type === 'array') return listRows(node, example as readonly unknown[]);
  if (node.type === 'object') return objectRows(node, example as object);
  return [];
};
