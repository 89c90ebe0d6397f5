// One signed request to the admin API, one envelope back.
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Answer, Credentials, Endpoint, Request } from './api.ts';
import { Failure } from './failure.ts';
import { both } from './language.ts';

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
  { url, region, language }: Endpoint,
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
      'accept-language': language,
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
    throw new Failure(
      4,
      both(`no answer from ${base.origin}: ${reason}`, `${base.origin}에서 응답이 없습니다: ${reason}`),
      { next: both('is the stage up, and this network allowed?', '스테이지가 떠 있고 이 네트워크가 허용되는지 확인하세요') },
    );
  }
}
