// Normalises what the two gateways hand over: an HTTP API (payload 2.0) for clients, a REST API
// (payload 1.0) for operators. The signature covers raw bytes, so nothing is cleaned here.
// Source: AWS, "Working with AWS Lambda proxy integrations for HTTP APIs" and "... for REST APIs".
import { readQuery } from '#core/contracts/http/page.ts';

type Loose = Readonly<Record<string, unknown>>;

export interface RawRequest {
  readonly method: string;
  /** As the gateway hands it over, without stage. */
  readonly path: string;
  readonly rawQuery: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Names in lower case. A header sent twice is one value joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly ip: string | undefined;
  /** The caller's ARN where the gateway has authenticated one. */
  readonly callerArn: string | undefined;
  /** The gateway's own name for this request. */
  readonly gatewayRequestId: string | undefined;
}

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const texts = (value: unknown): [string, string][] =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, member]) =>
        typeof member === 'string' ? [[name, member] as [string, string]] : [],
      )
    : [];

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/** Gateways differ in whether they decode; the ids and keys of our paths hold no percent sign. */
const pathParameters = (event: unknown): Record<string, string> =>
  Object.fromEntries(
    texts(at(event, 'pathParameters')).map(([name, value]) => [name, decoded(value)]),
  );

const lowerCased = (pairs: readonly (readonly [string, string])[]): Record<string, string> => {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]},${value}`;
  }
  return headers;
};

/** Lists of texts by name, as payload 1.0 has headers and query. */
const lists = (value: unknown): [string, string][] =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, list]) =>
        Array.isArray(list)
          ? list.flatMap((one: unknown) =>
              typeof one === 'string' ? [[name, one] as [string, string]] : [],
            )
          : [],
      )
    : [];

const bytesOf = (event: unknown): Uint8Array => {
  const body = text(at(event, 'body')) ?? '';
  return Buffer.from(body, at(event, 'isBase64Encoded') === true ? 'base64' : 'utf8');
};

/** An HTTP API event, payload format 2.0. */
export const httpApiRequest = (event: unknown): RawRequest => {
  const rawQuery = text(at(event, 'rawQueryString')) ?? '';
  return {
    method: (text(at(event, 'requestContext', 'http', 'method')) ?? 'GET').toUpperCase(),
    path: text(at(event, 'rawPath')) ?? '/',
    rawQuery,
    query: readQuery(rawQuery),
    pathParameters: pathParameters(event),
    headers: lowerCased(texts(at(event, 'headers'))),
    bytes: bytesOf(event),
    ip: text(at(event, 'requestContext', 'http', 'sourceIp')),
    callerArn: undefined,
    gatewayRequestId: text(at(event, 'requestContext', 'requestId')),
  };
};

const restQuery = (event: unknown): string => {
  const many = lists(at(event, 'multiValueQueryStringParameters'));
  const pairs = many.length > 0 ? many : texts(at(event, 'queryStringParameters'));
  return new URLSearchParams(pairs).toString();
};

/** A REST API event, payload format 1.0. */
export const restApiRequest = (event: unknown): RawRequest => {
  const rawQuery = restQuery(event);
  const many = lists(at(event, 'multiValueHeaders'));
  const identity = at(event, 'requestContext', 'identity');
  return {
    method: (text(at(event, 'httpMethod')) ?? 'GET').toUpperCase(),
    path: text(at(event, 'path')) ?? '/',
    rawQuery,
    query: readQuery(rawQuery),
    pathParameters: pathParameters(event),
    headers: lowerCased(many.length > 0 ? many : texts(at(event, 'headers'))),
    bytes: bytesOf(event),
    ip: text(at(identity, 'sourceIp')),
    callerArn: text(at(identity, 'userArn')),
    gatewayRequestId: text(at(event, 'requestContext', 'requestId')),
  };
};
