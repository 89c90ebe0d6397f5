// A client of the engine like any merchant's backend: signs each call, and knows nothing else of it.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { stringToSign } from '#core/contracts/http/signing.ts';

export interface EngineCredentials {
  readonly apiUrl: string;
  readonly keyId: string;
  readonly secret: string;
}

export interface EngineCall {
  readonly method: 'GET' | 'POST';
  /** Path with its query string, as it goes on the wire. */
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EngineReply {
  readonly status: number;
  readonly headers: Headers;
  readonly code: string;
  readonly isSuccess: boolean;
  readonly message: string;
  // Answers are read by people and tests: whoever looks says what it expects.
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs by route.
  readonly result: any; // oxlint-disable-line typescript/no-explicit-any
}

export const engineClient = ({ apiUrl, keyId, secret }: EngineCredentials) => {
  const sign = (
    { method, path, idempotencyKey, headers }: EngineCall,
    body: string | undefined,
  ) => {
    const [pathname = '', rawQuery = ''] = path.split('?');
    const timestamp = new Date().toISOString();
    const nonce = randomUUID();
    const contentType = body === undefined ? undefined : 'application/json';
    const text = stringToSign({
      method,
      contentType,
      timestamp,
      nonce,
      path: pathname,
      rawQuery,
      bodyHash: createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
      idempotencyKey,
    });
    const signature = createHmac('sha256', secret).update(text).digest('hex');
    return {
      Authorization: `FLUXPAY-HMAC-SHA256 keyId=${keyId},signature=${signature}`,
      'X-Timestamp': timestamp,
      'X-Nonce': nonce,
      ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
      ...headers,
    };
  };
  /** Sends once. A reply without envelope is a defect of the engine and throws. */
  const send = async (call: EngineCall): Promise<EngineReply> => {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const reply = await fetch(`${apiUrl}${call.path}`, {
      method: call.method,
      headers: sign(call, body),
      ...(body === undefined ? {} : { body }),
    });
    const envelope = (await reply.json()) as Omit<EngineReply, 'status' | 'headers'>;
    return { ...envelope, status: reply.status, headers: reply.headers };
  };
  const get = (path: string): Promise<EngineReply> => send({ method: 'GET', path });
  const post = (path: string, body: unknown, idempotencyKey: string = randomUUID()) =>
    send({ method: 'POST', path, body, idempotencyKey });
  return { send, get, post };
};

export type EngineClient = ReturnType<typeof engineClient>;
