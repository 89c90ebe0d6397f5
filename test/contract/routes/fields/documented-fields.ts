// What the published document demands of the table of fields: of each field of each operation every kind of row. Read
// from the document as clients read it, and not from the schemas that it was made of.
import { withoutPlainForm } from './plain-form.ts';

interface Schema {
  readonly type?: string;
  readonly pattern?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { schema: Schema } } };
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

type Kinds = readonly string[];

const money: Kinds = [
  'null',
  'wrong type',
  'in a list',
  'with its currency',
  'fraction',
  'fraction as text',
  'fraction of nothing as text',
  'fraction beyond a double',
  'exponent that leaves a fraction',
  'exponent as text',
  'exponent that leaves none',
  'leading zero as text',
  'sign as text',
  'negative',
  'negative as text',
  'minus zero',
  'not a number as text',
  'empty text',
  'blank before it',
  'digits of another script',
  'least',
  'least as text',
  'most',
  'most as text',
  'too big',
  'too big as text',
  'beyond a safe number',
  'beyond any number',
];

const day: Kinds = [
  'no offset',
  'day alone',
  'no such day',
  'no such hour',
  'before year 0',
  'first',
  'last',
  'after year 9999',
  'other offset',
];

const sizes = ['too short', 'shortest', 'longest', 'too long'] as const;
const contents: Kinds = ['control character', 'carriage return', 'line feed', 'card number'];

/** Keywords of a text, and what each demands wherever it stands. */
const ofText = (described: Schema): Kinds => {
  const schema = withoutPlainForm(described);
  if ('enum' in schema) return ['unknown word'];
  if ('format' in schema) return day;
  return [
    ...('pattern' in schema || 'maxLength' in schema ? sizes : []),
    ...('pattern' in schema ? ['wrong form'] : []),
  ];
};

const isMoney = (schema: Schema): boolean => 'anyOf' in schema;

const moneyKinds = ({ anyOf }: Schema): Kinds => {
  const [number] = anyOf as readonly [{ readonly minimum: number }];
  return number.minimum > 0 ? [...money, 'zero', 'zero as text'] : money;
};

const ofBody: Readonly<Record<string, (schema: Schema) => Kinds>> = {
  string: (schema) => [
    'null',
    'wrong type',
    ...ofText(schema),
    ...('minLength' in schema && !('pattern' in withoutPlainForm(schema)) ? contents : []),
  ],
  integer: () => ['null', 'wrong type', 'fraction', 'too small', 'least', 'most', 'too big'],
  array: (schema) => [
    'null',
    'wrong type',
    'fewest',
    ...('minItems' in schema ? ['too few'] : []),
    ...('maxItems' in schema ? ['most', 'too many'] : []),
  ],
  object: (schema) => [
    'null',
    'wrong type',
    ...(schema['additionalProperties'] === false ? ['unknown property'] : []),
    ...('maxProperties' in schema ? ['most names', 'too many names'] : []),
  ],
};

const demandsOfBody = (schema: Schema, field: string, isRequired: boolean): [string, Kinds][] => {
  const kinds = isMoney(schema) ? moneyKinds(schema) : (ofBody[schema.type ?? '']?.(schema) ?? []);
  const members = Object.entries(schema.properties ?? {});
  return [
    [field, isRequired ? ['missing', ...kinds] : kinds],
    ...members.flatMap(([name, member]) =>
      demandsOfBody(member, `${field}.${name}`, schema.required?.includes(name) === true),
    ),
    ...(schema.items === undefined ? [] : demandsOfBody(schema.items, `${field}[]`, false)),
  ];
};

const numberInQuery: Kinds = [
  'wrong type',
  'empty',
  'fraction',
  'exponent',
  'negative',
  'too small',
  'least',
  'most',
  'too big',
  'far too big',
  'twice',
];

const wordsInQuery: Kinds = [
  'unknown word',
  'in small letters',
  'one unknown of two',
  'all of them',
];

const ofQuery = (schema: Schema): Kinds => {
  if (schema.type === 'integer') return numberInQuery;
  return schema.type === 'array' ? wordsInQuery : [...ofText(schema), 'twice'];
};

const isLetIn: ReadonlySet<string> = new Set(['shortest', 'longest']);

const ofParameter = ({ in: place, schema, required }: Parameter): Kinds => {
  // Whatever a path lacks makes it another path; and what it lets in and nobody has is told as if it were refused.
  if (place === 'path') return ofText(schema).filter((kind) => !isLetIn.has(kind));
  const missing = required ? ['missing'] : [];
  return place === 'query' ? [...missing, ...ofQuery(schema)] : [...missing, ...ofText(schema)];
};

const demandsOf = ({ parameters = [], requestBody }: Operation): [string, Kinds][] => {
  const body = requestBody?.content['application/json'].schema;
  const [root, ...members] = body === undefined ? [] : demandsOfBody(body, 'body', false);
  return [
    ['query', ['unknown parameter']],
    ...parameters.map(
      (parameter) =>
        [`${parameter.in}.${parameter.name}`, ofParameter(parameter)] as [string, Kinds],
    ),
    // A body that is no object at all is refused before anybody looks at fields.
    ...(root === undefined
      ? []
      : [[root[0], root[1].filter((kind) => kind === 'unknown property')] as [string, Kinds]]),
    ...members,
  ];
};

/** Operations with a form; `get-documents` reads nothing. An alias is its route. */
export const formsOf = ({ paths }: ApiDocument): readonly Operation[] =>
  Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ parameters }) => parameters !== undefined);

export const routeOfOperation = ({ operationId }: Operation): string =>
  operationId.replace(/-alias-\d+$/u, '');

/** A field that the document has, and every kind of row that it demands. */
export interface DocumentedField {
  readonly route: string;
  readonly field: string;
  readonly kinds: Kinds;
}

export const fieldsOfOperation = (operation: Operation): readonly DocumentedField[] =>
  demandsOf(operation).map(([field, kinds]) => ({
    route: routeOfOperation(operation),
    field,
    kinds,
  }));

/** Every field of the document once: an alias has those of its route. */
export const documentedFields = (document: ApiDocument): readonly DocumentedField[] =>
  formsOf(document)
    .filter(({ operationId }) => !/-alias-\d+$/u.test(operationId))
    .flatMap(fieldsOfOperation);
