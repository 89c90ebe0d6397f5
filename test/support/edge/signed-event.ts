// A signed request as the gateway hands it over, and every way to spoil it.

import { createHmac } from 'node:crypto';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { stringToSign } from '#core/contracts/http/signing.ts';
import { toIso } from '#core/kernel/instant.ts';

export const keyId = 'fpk_test_M123_01';
export const secret = 'fps_test_4f9d2a7c1e8b5036d47a9c2e6b1f8035';

/** The event of a gateway, payload 2.0, as far as we read it. */
export interface GatewayEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Record<string, string>;
  readonly pathParameters?: Record<string, string>;
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
}

export interface ToSend {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly key?: string | undefined;
  /** `null`: none. Part of what is signed. */
  readonly contentType?: string | null;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly keyId?: string;
  readonly secret?: string;
}

let sent = 0;

export const aNonce = (): string => {
  sent += 1;
  return `nonce-${String(sent).padStart(12, '0')}`;
};

export const goodBody = { orderId: `ord_${'0'.repeat(26)}`, amount: 10_000 };

const bytesOf = ({ bytes, text, body }: ToSend): Uint8Array => {
  if (bytes !== undefined) return bytes;
  if (text !== undefined) return Buffer.from(text);
  return body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body));
};

/** A signed request of that moment; `headers` are laid over it after signing, `undefined` removes. */
export const signedEvent = (now: number, toSend: ToSend = {}): GatewayEvent => {
  const { method = 'POST', path = '/api/v1/payments/confirm', query = '', key } = toSend;
  const bytes = bytesOf(toSend);
  const timestamp = toSend.timestamp ?? toIso(now as never);
  const nonce = toSend.nonce ?? aNonce();
  const usual = bytes.length === 0 ? null : 'application/json';
  const contentType = (toSend.contentType === undefined ? usual : toSend.contentType) ?? undefined;
  const text = stringToSign({
    method,
    contentType,
    timestamp,
    nonce,
    path,
    rawQuery: query,
    bodyHash: nodeDigests.sha256Hex(bytes),
    idempotencyKey: key,
  });
  const signature = createHmac('sha256', toSend.secret ?? secret)
    .update(text)
    .digest('hex');
  const headers = {
    authorization: `FLUXPAY-HMAC-SHA256 keyId=${toSend.keyId ?? keyId},signature=${signature}`,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'content-type': contentType,
    'idempotency-key': key,
    ...toSend.headers,
  };
  const [, last = ''] = /\/([^/]+)$/u.exec(path) ?? [];
  return {
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    ...(method === 'GET' ? { pathParameters: { orderId: last } } : {}),
    ...(bytes.length === 0 ? {} : { body: Buffer.from(bytes).toString('base64') }),
    isBase64Encoded: bytes.length > 0,
    requestContext: { http: { method, sourceIp: '203.0.113.7' } },
  };
};
