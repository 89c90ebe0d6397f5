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
  readonly credentials: Credentials;
  /** `c1`. */
  readonly name: string;
}

export interface Ask {
  readonly route: RouteId;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
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

const answerOf = (response: unknown): Answer => {
  const { statusCode, headers, body } = response as Response;
  const { code, result } = JSON.parse(body) as Pick<Answer, 'code' | 'result'>;
  return { status: statusCode, code, result, headers };
};

interface Signed {
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly key: string | undefined;
  readonly timestamp: string;
  readonly nonce: string;
}

const signatureOf = (signed: Signed, secret: string): string => {
  const { method, path, text, key, timestamp, nonce } = signed;
  const canonical = stringToSign({
    method,
    contentType: text === '' ? undefined : 'application/json',
    timestamp,
    nonce,
    path,
    rawQuery: '',
    bodyHash: createHash('sha256').update(text).digest('hex'),
    idempotencyKey: key,
  });
  return createHmac('sha256', secret).update(canonical).digest('hex');
};

const pathOf = ({ route, params = {} }: Ask): string => {
  let { path } = routeOf(route) as { path: string };
  for (const [name, value] of Object.entries(params)) path = path.replace(`{${name}}`, value);
  return path;
};

const eventOf = (ask: Ask, signed: Signed, { keyId, secret }: Credentials) => ({
  rawPath: signed.path,
  rawQueryString: '',
  headers: {
    authorization: `FLUXPAY-HMAC-SHA256 keyId=${keyId},signature=${signatureOf(signed, secret)}`,
    'x-timestamp': signed.timestamp,
    'x-nonce': signed.nonce,
    ...(signed.text === '' ? {} : { 'content-type': 'application/json' }),
    ...(signed.key === undefined ? {} : { 'idempotency-key': signed.key }),
  },
  ...(ask.params === undefined ? {} : { pathParameters: ask.params }),
  ...(signed.text === '' ? {} : { body: signed.text }),
  isBase64Encoded: false,
  requestContext: { http: { method: signed.method, sourceIp: '203.0.113.7' } },
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
  readonly text: string;
  readonly payload: string;
}

const sender = ({ ground, lambda, told, credentials, name }: ClientOptions) => {
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
      const { ask, work, text } = sending;
      const sentAt = scheduler.now();
      let isOver = false;
      const end = (answer: Answer): void => {
        if (isOver) return;
        isOver = true;
        note(sending, retry, sentAt, answer);
        resolve(answer);
      };
      const signed: Signed = {
        method: routeOf(ask.route).method,
        path: pathOf(ask),
        text,
        key: ask.key,
        timestamp: new Date(sentAt).toISOString(),
        nonce: `nonce-${work}-${retry}-${String(sentAt).padStart(12, '0')}`.replaceAll('.', '-'),
      };
      const event = eventOf(ask, signed, credentials);
      const cancel = scheduler.at(sentAt + clientTimeoutMs, () => end(noAnswer));
      lambda.invoke({ folder: `api/${ask.route}`, work, event }).then(
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
      const text = ask.body === undefined ? '' : JSON.stringify(ask.body);
      const payload = createHash('sha256')
        .update(`${pathOf(ask)}\n${text}`)
        .digest('hex');
      const sending: Sending = { ask, work, text, payload };
      const until = ground.scheduler.now() + (ask.patienceMs ?? givesUpAfterMs);
      for (let retry = 0; ; retry += 1) {
        const answer = await send(sending, retry);
        if (isFinal(answer) || ask.isOnce === true) return answer;
        // Past the first hundred tries a client asks less often, as every SDK does.
        const pause = waitMs(answer) * (retry < 60 ? 1 : 60);
        if (ground.scheduler.now() + pause > until) return answer;
        await sleep(pause);
      }
    },
  };
};
