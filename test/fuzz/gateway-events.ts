// What a gateway makes of an HTTP request: the two events of API Gateway, of the very bytes that came.
// Source: AWS, "Working with AWS Lambda proxy integrations for HTTP APIs" and "... for REST APIs".
import { type RouteId, routeTable } from '#core/contracts/http/route-table.ts';

/** A request as it stood on the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  /** Names and values in turns; order, case and repeats stay. */
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
}

/** The function that a gateway hands a request to, and what the path says. */
export interface Aim {
  readonly folder: string;
  readonly params: Readonly<Record<string, string>>;
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

const parametersOf = (
  template: string,
  path: string,
): Readonly<Record<string, string>> | undefined => {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!isParameter(segment)) {
      if (segment !== value) return undefined;
    } else if (value === '') return undefined;
    else params[segment.slice(1, -1)] = value;
  }
  return params;
};

/** A literal segment beats a parameter: `/payments/confirm` is no payment of that name. */
const spellings = routeTable
  .flatMap(({ id, method, path, aliases }) =>
    [path, ...aliases].map((template) => ({ id: id as RouteId, method, template })),
  )
  .toSorted((one, two) => one.template.split('{').length - two.template.split('{').length);

export const pathOfTarget = (target: string): string => target.split('?')[0] ?? '';

export const isForOperators = (target: string): boolean => target.startsWith('/admin/');

/** @returns Nothing where no route of the two APIs has this method and path. */
export const aimOf = ({ method, target }: WireRequest): Aim | undefined => {
  const path = pathOfTarget(target);
  for (const { id, method: known, template } of spellings) {
    if (known !== method) continue;
    const params = parametersOf(template, path);
    if (params === undefined) continue;
    return { folder: `${template.startsWith('/admin/') ? 'admin' : 'api'}/${id}`, params };
  }
  return undefined;
};

const queryOf = (target: string): string => target.split('?').slice(1).join('?');

const pairsOf = (raw: readonly string[]): readonly (readonly [string, string])[] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));

const listed = (
  pairs: Iterable<readonly [string, string]>,
): Readonly<Record<string, readonly string[]>> => {
  // No prototype: a header or a parameter may have any name.
  const lists = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of pairs) lists[name] = [...(lists[name] ?? []), value];
  return lists;
};

/** Bytes that are no text travel in base64. */
const bodyOf = (bytes: Buffer) => {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes);
  if (bytes.length === 0) return { isBase64Encoded: false };
  return { body: isText ? text : bytes.toString('base64'), isBase64Encoded: !isText };
};

/** Payload 2.0: names in lower case, a header sent twice is one value joined by commas. */
export const httpApiEvent = (request: WireRequest, params: Aim['params']) => {
  const { method, target, rawHeaders, bytes } = request;
  const lists = listed(pairsOf(rawHeaders).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    version: '2.0',
    rawPath: pathOfTarget(target),
    rawQueryString: queryOf(target),
    headers: Object.fromEntries(Object.entries(lists).map(([name, all]) => [name, all.join(',')])),
    pathParameters: params,
    requestContext: { http: { method, path: pathOfTarget(target), sourceIp: '203.0.113.7' } },
    ...bodyOf(bytes),
  };
};

/** Payload 1.0, as IAM has let this caller through. */
export const restApiEvent = (request: WireRequest, params: Aim['params'], userArn: string) => {
  const { method, target, rawHeaders, bytes } = request;
  return {
    httpMethod: method,
    path: pathOfTarget(target),
    multiValueHeaders: listed(pairsOf(rawHeaders)),
    multiValueQueryStringParameters: listed(new URLSearchParams(queryOf(target))),
    pathParameters: params,
    requestContext: { identity: { userArn, sourceIp: '192.0.2.7' } },
    ...bodyOf(bytes),
  };
};
