// A request as bytes: any header, any body, signed as it stands or not at all. Answers as bytes too.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { stringToSign } from '#core/contracts/http/signing.ts';
import type { Credentials } from './running-cloud.ts';

export type RawCall = {
  readonly method: string;
  /** Path with its query string, as it goes on the wire. */
  readonly path: string;
  readonly body?: Uint8Array | string | undefined;
  /** Names and values; a name twice is sent twice. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly contentType?: string | undefined;
  readonly key?: string;
  /** Another time, in milliseconds from now. */
  readonly skewMs?: number;
  /** Used again; else each call has its own. */
  readonly nonce?: string;
};

export type RawAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

type Wire = {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
  /** Names and values in turns. */
  readonly headers: readonly string[];
};

const send = (apiUrl: string, { method, path, body, headers }: Wire): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(apiUrl);
    // The path goes as it is; a URL would clean what is meant to be bad.
    const options = { agent, host, port, method, path, headers: [...headers] };
    const outgoing = request(options, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.once('error', reject);
      reply.once('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          headers: reply.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

const bytesOf = (body: RawCall['body']): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body, 'utf8') : (body ?? new Uint8Array(0));

/** The headers that make a call the merchant's. */
export const signedHeaders = (
  { keyId, secret }: Credentials,
  call: RawCall,
): readonly (readonly [string, string])[] => {
  const [path = '', ...query] = call.path.split('?');
  const timestamp = new Date(Date.now() + (call.skewMs ?? 0)).toISOString();
  const nonce = call.nonce ?? randomUUID();
  const text = stringToSign({
    method: call.method,
    contentType: call.contentType,
    timestamp,
    nonce,
    path,
    rawQuery: query.join('?'),
    bodyHash: createHash('sha256').update(bytesOf(call.body)).digest('hex'),
    idempotencyKey: call.key,
  });
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  return [
    ['Authorization', `FLUXPAY-HMAC-SHA256 keyId=${keyId},signature=${signature}`],
    ['X-Timestamp', timestamp],
    ['X-Nonce', nonce],
  ];
};

/** Sends once, signed by these credentials; unsigned without them. */
export function rawCall(
  apiUrl: string,
  call: RawCall,
  credentials?: Credentials,
): Promise<RawAnswer> {
  const body = bytesOf(call.body);
  const headers = [
    ['Host', new URL(apiUrl).host] as const,
    ...(call.contentType === undefined ? [] : [['Content-Type', call.contentType] as const]),
    ...(call.key === undefined ? [] : [['Idempotency-Key', call.key] as const]),
    ...(body.length > 0 || call.method !== 'GET'
      ? [['Content-Length', String(body.length)] as const]
      : []),
    ...(credentials === undefined ? [] : signedHeaders(credentials, call)),
    ...(call.headers ?? []),
  ].flat();
  return send(apiUrl, { method: call.method, path: call.path, body, headers });
}
