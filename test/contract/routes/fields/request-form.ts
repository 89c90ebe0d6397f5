// Every field of every request form, walked from the schemas that validate: path, query and body. A new route or
// field is met here before anybody thinks of it.
import type { ZodMiniType } from 'zod/mini';
import { type JsonSchema, jsonSchema } from '#local/generate/json-schema.ts';
import { type DocumentedRoute, routeContracts } from '#local/generate/route-contracts.ts';

/** As much of a JSON Schema as request forms use. */
export interface FormNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, FormNode>>;
  readonly required?: readonly string[];
  readonly items?: FormNode;
  readonly anyOf?: readonly FormNode[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly additionalProperties?: unknown;
}

export type Place = 'path' | 'query' | 'body';

export interface FormField {
  readonly route: DocumentedRoute;
  readonly place: Place;
  /** `lineItems[].unitPrice`; nothing for the whole. */
  readonly name: string;
  readonly node: FormNode;
  readonly isRequired: boolean;
}

type Found = Pick<FormField, 'name' | 'node' | 'isRequired'>;

const fieldsIn = (node: FormNode, name: string): readonly Found[] => [
  ...Object.entries(node.properties ?? {}).flatMap(([key, member]) => {
    const own = name === '' ? key : `${name}.${key}`;
    const isRequired = node.required?.includes(key) === true;
    return [{ name: own, node: member, isRequired }, ...fieldsIn(member, own)];
  }),
  ...(node.items === undefined
    ? []
    : [
        { name: `${name}[]`, node: node.items, isRequired: false },
        ...fieldsIn(node.items, `${name}[]`),
      ]),
];

/** `body.lineItems[].unitPrice`; the place alone for the whole of it. */
export const fieldName = ({ place, name }: Pick<FormField, 'place' | 'name'>): string =>
  name === '' ? place : `${place}.${name}`;

const formOf = (schema: ZodMiniType): FormNode => jsonSchema(schema, 'input') as FormNode;

const fieldsOfForm = (route: DocumentedRoute, place: Place, form: JsonSchema): FormField[] => {
  const whole: Found = { name: '', node: form, isRequired: false };
  const found = place === 'path' ? fieldsIn(form, '') : [whole, ...fieldsIn(form, '')];
  // Words of a query that may be repeated are asked with the list itself.
  const isWord = ({ name }: Found): boolean => place === 'query' && name.endsWith('[]');
  return found.filter((field) => !isWord(field)).map((field) => ({ ...field, route, place }));
};

/** All fields of a route: of its path, its query and its body. @param over - In place of its own forms. */
export const formFields = (
  route: DocumentedRoute,
  over: Partial<Record<Place, ZodMiniType>> = {},
): readonly FormField[] => {
  const { params, query, body } = routeContracts[route];
  const forms = { path: params, query, body, ...over };
  return (['path', 'query', 'body'] as const).flatMap((place) => {
    const schema = forms[place];
    return schema === undefined ? [] : fieldsOfForm(route, place, formOf(schema) as JsonSchema);
  });
};

export const documentedRoutes = Object.keys(routeContracts) as readonly DocumentedRoute[];
