// A signed call as the HTTP API hands it to a function, payload format 2.0.
import { type RawCall, signedHeaders } from '#test/support/cloud/raw-call.ts';
import type { Credentials } from '#test/support/cloud/running-cloud.ts';

export type EventOptions = {
  readonly credentials: Credentials;
  readonly pathParameters?: Readonly<Record<string, string>>;
};

export function httpEvent(call: RawCall, { credentials, pathParameters = {} }: EventOptions) {
  const [rawPath = '', ...query] = call.path.split('?');
  const headers = [
    ...(call.contentType === undefined ? [] : [['content-type', call.contentType] as const]),
    ...(call.key === undefined ? [] : [['idempotency-key', call.key] as const]),
    ...signedHeaders(credentials, call),
  ].map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return {
    version: '2.0',
    rawPath,
    rawQueryString: query.join('?'),
    headers: Object.fromEntries(headers),
    pathParameters,
    requestContext: {
      requestId: 'wire-count',
      http: { method: call.method, path: rawPath, sourceIp: '127.0.0.1' },
    },
    ...(call.body === undefined ? {} : { body: String(call.body), isBase64Encoded: false }),
  };
}
