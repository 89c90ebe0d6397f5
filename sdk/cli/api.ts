// The admin API as the command line uses it: one signed request, one envelope.
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { Failure } from './failure.ts';

export type Method = 'GET' | 'POST' | 'PATCH';

export interface Request {
  readonly method: Method;
  /** From `/admin/v1` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string;
}

export interface Answer {
  readonly status: number;
  readonly isSuccess: boolean;
  readonly code: string;
  readonly message: string;
  readonly result: Record<string, unknown> | null;
  readonly requestId: string | undefined;
}

/** Sends as a person: `viewer` for reads, `operator` for acts, `approver` for the second signature. */
export type Role = 'viewer' | 'operator' | 'approver';
export type Api = (role: Role, request: Request) => Promise<Answer>;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Endpoint {
  /** Scheme, host and, on AWS, the stage of the gateway: `https://x.execute-api.…/v1`. */
  readonly url: string;
  readonly region: string;
}

/** Texts as the server reads them, and each name as often as it has values. */
const searchOf = (query: Request['query'] = {}): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) search.append(name, one as string);
  }
  return search.toString();
};

const read = (status: number, text: string, requestId: string | undefined): Answer => {
  try {
    const { isSuccess, code, message, result } = JSON.parse(text) as Answer;
    if (typeof code === 'string') return { status, isSuccess, code, message, result, requestId };
  } catch {
    // The gateway's own answers come without the envelope.
  }
  return { status, isSuccess: false, code: `HTTP_${status}`, message: text, result: null, requestId };
};

export async function send(
  { url, region }: Endpoint,
  credentials: Credentials,
  { method, path, query, body, idempotencyKey }: Request,
): Promise<Answer> {
  const base = new URL(url);
  const whole = `${base.pathname.replace(/\/$/u, '')}${path}`;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const signed = await signer.sign({
    method,
    protocol: base.protocol,
    hostname: base.hostname,
    ...(base.port === '' ? {} : { port: Number(base.port) }),
    path: whole,
    query: { ...query } as Record<string, string | string[]>,
    headers: {
      host: base.host,
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(text === undefined ? {} : { body: text }),
  });
  const { host: _fetchSetsIt, ...headers } = signed.headers;
  const search = searchOf(query);
  try {
    const response = await fetch(`${base.origin}${whole}${search === '' ? '' : `?${search}`}`, {
      method,
      headers,
      ...(text === undefined ? {} : { body: text }),
      signal: AbortSignal.timeout(35_000),
    });
    const id = response.headers.get('x-request-id') ?? undefined;
    return read(response.status, await response.text(), id);
  } catch (error) {
    const reason = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
    throw new Failure(4, `no answer from ${base.origin}: ${reason}`, 'is the stage up, and this network allowed?');
  }
}
