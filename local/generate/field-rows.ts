// A JSON Schema as lines of a table: one line per field, nested ones by their path.
import type { JsonSchema } from './json-schema.ts';

export interface FieldRow {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: string;
  readonly rule: string;
}

interface Node {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly [rule: string]: unknown;
}

const typeOf = (node: Node): string => {
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(typeOf))].join(' or ');
  if (node.items !== undefined) return `${typeOf(node.items)}[]`;
  if (node.enum !== undefined || node.const !== undefined) return 'text';
  return [node.type ?? 'any'].flat().join(' or ');
};

const ruleNames = [
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
  'pattern',
  'format',
  'default',
  'description',
];

const ruleOf = (node: Node): string => {
  const inner = node.items ?? node.anyOf?.[0];
  const words = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  return [
    ...(words === undefined ? [] : [words.join(', ')]),
    ...ruleNames
      .filter((name) => node[name] !== undefined)
      .map((name) => `${name} ${String(node[name])}`),
    ...(inner === undefined || inner.properties !== undefined ? [] : [ruleOf(inner)]),
  ]
    .filter((text) => text !== '')
    .join('; ');
};

const rowsOf = (node: Node, prefix: string): FieldRow[] =>
  Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const row: FieldRow = {
      name: path,
      isRequired: (node.required ?? []).includes(name),
      type: typeOf(field),
      rule: ruleOf(field),
    };
    const nested = field.items === undefined ? field : field.items;
    return [row, ...rowsOf(nested, field.items === undefined ? `${path}.` : `${path}[].`)];
  });

export const fieldRows = (schema: JsonSchema): FieldRow[] => rowsOf(schema as Node, '');
