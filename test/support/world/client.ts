// A client backend of a world: signs requests, waits for answers that may never come, repeats under the same
// key until it has a final answer, and remembers everything it was told.
import { createHash, createHmac } from 'node:crypto';
import { type RouteId, routeOf } from '#core/contracts/http/route-table.ts';
import { stringToSign } from '#core/contracts/http/signing.ts';
import type { Told } from '#test/support/invariants/view.ts';
import type { Ground } from './ground.ts';
import type { Lambda } from './lambda.ts';

export interface Credentials {
  readonly keyId: string;
  readonly secret: string;
}

export interface ClientOptions {
  readonly ground: Ground;
  readonly lambda: Lambda;
  readonly told: Told[];
  /** Makes what a gateway hands to the function of a request that was let in. */
  readonly gateway: Gateway;
  /** `c1`. */
  readonly name: string;
}

/** One request on its way, with everything a retry makes anew. */
export interface Request {
  readonly ask: Ask;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly bytes: Uint8Array;
  readonly key: string | undefined;
  readonly timestamp: string;
  readonly nonce: string;
}

export type Gateway = (request: Request) => unknown;

export interface Ask {
  readonly route: RouteId;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** What is sent in place of a body of JSON. */
  readonly bytes?: Uint8Array;
  /** What a body is said to be; JSON by default. */
  readonly contentType?: string;
  /** As it stands behind the question mark. */
  readonly query?: string;
  /** Where it goes in place of the route's own path, and to which function. */
  readonly astray?: { readonly path: string; readonly folder: string };
  readonly key?: string;
  /** Names the work where several are under way at once; by default the client counts. */
  readonly work?: string;
  /** Sends once and takes whatever comes. */
  readonly isOnce?: boolean;
  /** Gives up after this many ms without a final answer: a client that goes away. */
  readonly patienceMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly code: string;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Client {
  readonly name: string;
  /** Repeats until the answer is final. */
  ask(ask: Ask): Promise<Answer>;
  sleep(ms: number): Promise<void>;
}

const noAnswer: Answer = { status: 0, code: '', result: null, headers: {} };

/** Longer than any function lives. */
const clientTimeoutMs = 31_000;

/** Refusals that are decided and stored, though the fault is not the client's (SEL 3.5). */
const decided: ReadonlySet<string> = new Set(['PAY_012', 'PAY_014']);

/** 2xx or 4xx without `Retry-After` (rule R03). A clock that is off is asked again, signed anew. */
export const isFinal = ({ status, code, headers }: Answer): boolean => {
  if (headers['Retry-After'] !== undefined || code === 'AUTH_003') return false;
  return (status >= 200 && status < 500) || decided.has(code);
};

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A document travels without envelope. */
const isEnvelope = (body: string): boolean => body.startsWith('{"isSuccess"');

const answerOf = (response: unknown): Answer => {
  const { statusCode, headers, body } = response as Response;
  if (!isEnvelope(body)) return { status: statusCode, code: '', result: null, headers };
  const { code, result } = JSON.parse(body) as Pick<Answer, 'code' | 'result'>;
  return { status: statusCode, code, result, headers };
};

/** Nothing where there is no body. */
export const contentTypeOf = ({ ask, bytes }: Request): string | undefined =>
  bytes.length === 0 ? undefined : (ask.contentType ?? 'application/json');

/** As a header. */
export const contentTypeHeader = (request: Request) => {
  const type = contentTypeOf(request);
  return type === undefined ? {} : { 'content-type': type };
};

const signatureOf = (request: Request, secret: string): string => {
  const { method, path, query, bytes, key, timestamp, nonce } = request;
  const canonical = stringToSign({
    method,
    contentType: contentTypeOf(request),
    timestamp,
    nonce,
    path,
    rawQuery: query,
    bodyHash: createHash('sha256').update(bytes).digest('hex'),
    idempotencyKey: key,
  });
  return createHmac('sha256', secret).update(canonical).digest('hex');
};

/** Where a request goes. */
export const pathOf = ({ route, params = {}, astray }: Ask): string => {
  if (astray !== undefined) return astray.path;
  let { path } = routeOf(route) as { path: string };
  for (const [name, value] of Object.entries(params)) path = path.replace(`{${name}}`, value);
  return path;
};

/** The function behind a route: operators have an API of their own. */
export const folderOf = ({ route, astray }: Ask): string =>
  astray?.folder ?? (routeOf(route).path.startsWith('/admin/') ? `admin/${route}` : `api/${route}`);

export const bytesOf = ({ body, bytes }: Ask): Uint8Array =>
  bytes ?? Buffer.from(body === undefined ? '' : JSON.stringify(body));

/** Body and encoding as gateways hand them over: bytes that may be no text travel in base64. */
export const bodyOf = ({ ask, bytes }: Request) => ({
  ...(bytes.length === 0
    ? {}
    : { body: Buffer.from(bytes).toString(ask.bytes === undefined ? 'utf8' : 'base64') }),
  isBase64Encoded: ask.bytes !== undefined,
});

/** The HTTP API of clients, who sign each request. */
export const signedGateway =
  ({ keyId, secret }: Credentials): Gateway =>
  (request) => ({
    rawPath: request.path,
    rawQueryString: request.query,
    headers: {
      authorization: `FLUXPAY-HMAC-SHA256 keyId=${keyId},signature=${signatureOf(request, secret)}`,
      'x-timestamp': request.timestamp,
      'x-nonce': request.nonce,
      ...contentTypeHeader(request),
      ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
    },
    ...(request.ask.params === undefined ? {} : { pathParameters: request.ask.params }),
    ...bodyOf(request),
    requestContext: { http: { method: request.method, sourceIp: '203.0.113.7' } },
  });

const waitMs = ({ status, headers }: Answer): number => {
  const seconds = Number(headers['Retry-After'] ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds * 1_000;
  return status === 0 ? 500 : 1_000;
};

/** One send with everything a retry must not change. */
interface Sending {
  readonly ask: Ask;
  readonly work: string;
  readonly bytes: Uint8Array;
  readonly payload: string;
}

const sender = ({ ground, lambda, told, gateway, name }: ClientOptions) => {
  const { scheduler } = ground;
  const note = (sending: Sending, retry: number, sentAt: number, answer: Answer): void => {
    const { ask, work, payload } = sending;
    told.push({
      at: scheduler.now(),
      sentAt,
      client: name,
      work,
      retry,
      route: ask.route,
      key: ask.key,
      payload,
      ...answer,
    });
    const key = 0x5eed ^ answer.status;
    ground.tell(`client#${work}`, key, `${ask.route} told ${answer.status} ${answer.code}`);
  };
  return (sending: Sending, retry: number): Promise<Answer> =>
    new Promise((resolve) => {
      const { ask, work, bytes } = sending;
      const sentAt = scheduler.now();
      let isOver = false;
      const end = (answer: Answer): void => {
        if (isOver) return;
        isOver = true;
        note(sending, retry, sentAt, answer);
        resolve(answer);
      };
      const event = gateway({
        ask,
        method: routeOf(ask.route).method,
        path: pathOf(ask),
        query: ask.query ?? '',
        bytes,
        key: ask.key,
        timestamp: new Date(sentAt).toISOString(),
        nonce: `nonce-${work}-${retry}-${String(sentAt).padStart(12, '0')}`.replaceAll('.', '-'),
      });
      const cancel = scheduler.at(sentAt + clientTimeoutMs, () => end(noAnswer));
      lambda.invoke({ folder: folderOf(ask), work, event }).then(
        (response) => {
          cancel();
          end(answerOf(response));
        },
        () => {
          cancel();
          end(noAnswer);
        },
      );
    });
};

/** Tries as prompt as the engine asks for; then a minute for each second it asks for; then ever less often, to an hour. */
const promptTries = 60;
const patientTries = 40;
const pauseMaxMs = 3_600_000;

const pauseMs = (answer: Answer, retry: number): number => {
  const wait = waitMs(answer);
  if (retry < promptTries) return wait;
  const doublings = Math.max(0, retry - promptTries - patientTries);
  return Math.max(wait, Math.min(pauseMaxMs, wait * 60 * 2 ** Math.min(doublings, 10)));
};

/** Beyond any schedule of the engine: who is told nothing final for so long will never be. */
const givesUpAfterMs = 3 * 86_400_000;

export const worldClient = (options: ClientOptions): Client => {
  const { ground, name } = options;
  const send = sender(options);
  let works = 0;
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      ground.later(ms, resolve);
    });
  return {
    name,
    sleep,
    ask: async (ask) => {
      works += 1;
      const work = ask.work ?? `${name}.${works}`;
      const bytes = bytesOf(ask);
      const payload = createHash('sha256')
        .update(`${pathOf(ask)}\n`)
        .update(bytes)
        .digest('hex');
      const sending: Sending = { ask, work, bytes, payload };
      const until = ground.scheduler.now() + (ask.patienceMs ?? givesUpAfterMs);
      for (let retry = 0; ; retry += 1) {
        const answer = await send(sending, retry);
        if (isFinal(answer) || ask.isOnce === true) return answer;
        const pause = pauseMs(answer, retry);
        if (ground.scheduler.now() + pause > until) return answer;
        await sleep(pause);
      }
    },
  };
};
