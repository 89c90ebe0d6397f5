// OpenAPI 3.1 from the schemas that validate requests, the route table and the error table.
import { stringify } from 'yaml';
import { errorTable } from '#core/contracts/error-table.ts';
import { keyForm } from '#core/contracts/http/request-fields.ts';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { type JsonSchema, jsonSchema, toText } from './json-schema.ts';
import { components, resultSchema, securitySchemes } from './openapi-components.ts';
import { type Results, responsesOf } from './openapi-responses.ts';
import { type DocumentedRoute, routeContracts } from './route-contracts.ts';
import { routeExamples } from './route-examples.ts';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

const parametersIn = (place: 'path' | 'query', schema: ObjectSchema): JsonSchema[] =>
  Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || (schema.required ?? []).includes(name),
    schema: field,
  }));

const header = (name: string, required: boolean, schema: JsonSchema, description: string) => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', ...schema },
});

const headersOf = ({ scope, key }: RouteRow): JsonSchema[] => [
  ...(scope === 'none' || scope === 'iam'
    ? []
    : [
        header('X-Timestamp', true, {}, 'YYYY-MM-DDTHH:MM:SS[.mmm]Z, within 5 minutes'),
        header('X-Nonce', true, { pattern: '^[A-Za-z0-9_-]{16,64}$' }, 'used once'),
      ]),
  ...(key === 'none'
    ? []
    : [
        header(
          'Idempotency-Key',
          false,
          { pattern: keyForm },
          `${key}; made once per intent and kept through retries. Alias: body field idempotencyKey`,
        ),
      ]),
  header('X-Request-Id', false, {}, 'echoed where it fits ^[A-Za-z0-9_-]{8,64}$, else replaced'),
];

const securityOf = ({ scope }: RouteRow): JsonSchema[] => {
  if (scope === 'none') return [];
  return scope === 'iam' ? [{ iam: [] }] : [{ signature: [scope] }];
};

const bodyOf = (id: DocumentedRoute, { body }: RouteContract): JsonSchema => {
  if (body === undefined) return {};
  const example = routeExamples[id]?.body;
  return {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: jsonSchema(body, 'input'),
          ...(example === undefined ? {} : { example }),
        },
      },
    },
  };
};

const words = (id: string): string =>
  `${id.charAt(0).toUpperCase()}${id.slice(1)}`.replaceAll('-', ' ');

const resultsOf = ({
  result,
  accepted = result,
  answersAgain = false,
}: RouteContract): Results => ({
  answersAgain,
  done: resultSchema(result),
  accepted: resultSchema(accepted),
});

const operation = (route: RouteRow, id: DocumentedRoute): JsonSchema => {
  const contract = routeContracts[id];
  return {
    operationId: id,
    summary: words(id),
    description: [
      route.scope === 'none' ? 'Open.' : `Scope: ${route.scope}.`,
      `Limit: ${route.limit}${route.cost > 1 ? `, cost ${route.cost}` : ''}.`,
      ...(route.failClosed ? ['With the rate limiter away: RATE_004.'] : []),
    ].join(' '),
    security: securityOf(route),
    parameters: [
      ...parametersIn('path', jsonSchema(contract.params, 'input') as ObjectSchema),
      ...parametersIn('query', jsonSchema(contract.query, 'input') as ObjectSchema),
      ...headersOf(route),
    ],
    ...bodyOf(id, contract),
    responses: responsesOf(route, resultsOf(contract), routeExamples[id]?.result),
  };
};

const bare = { type: 'object' };

const documents = (route: RouteRow, path: string): JsonSchema => {
  const isPage = path.endsWith('docs');
  return {
    operationId: `get-documents${isPage ? '-page' : ''}`,
    summary: isPage ? 'A page over this document' : 'This document',
    security: [],
    responses: {
      ...responsesOf(route, { done: bare, accepted: bare }, undefined),
      200: {
        description: 'The bare document, without an envelope.',
        content: isPage ? { 'text/html': {} } : { 'application/json': { schema: bare } },
      },
    },
  };
};

/** A path with a parameter that an alias lacks: the alias takes it from the query only. */
const withoutPathParameters = (made: JsonSchema, path: string): JsonSchema => ({
  ...made,
  parameters: (made['parameters'] as JsonSchema[]).filter(
    (parameter) => parameter['in'] !== 'path' || path.includes(`{${String(parameter['name'])}}`),
  ),
});

const paths = (): JsonSchema => {
  const all: Record<string, JsonSchema> = {};
  for (const route of routeTable as readonly RouteRow[]) {
    for (const [index, path] of [route.path, ...route.aliases].entries()) {
      const made =
        route.id === 'get-documents'
          ? documents(route, path)
          : withoutPathParameters(operation(route, route.id as DocumentedRoute), path);
      const named = index === 0 ? made : { ...made, operationId: `${route.id}-alias-${index}` };
      all[path] = { ...all[path], [route.method.toLowerCase()]: named };
    }
  }
  return all;
};

export const openapiDocument = (): JsonSchema => ({
  openapi: '3.1.0',
  info: {
    title: 'FluxPay',
    version: '1',
    description:
      'Payment and billing engine. Generated from the schemas that validate requests. ' +
      `Every answer is an envelope; ${Object.keys(errorTable).length} codes say what happened. ` +
      'Each operation lists those it can answer today; a path that is none answers 404 VAL_006, a method that ' +
      'a path does not know 405 VAL_007.',
  },
  servers: [{ url: '/', description: 'Routes under /admin/v1 are served by an API of their own.' }],
  paths: paths(),
  components: { schemas: components(), securitySchemes },
});

export const openapiJson = (): string => toText(openapiDocument());

export const openapiYaml = (): string =>
  stringify(openapiDocument(), { aliasDuplicateObjects: false, lineWidth: 100 });
