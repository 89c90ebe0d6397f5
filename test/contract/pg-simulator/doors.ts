// Opens the simulator through either door and talks to it the same way. What a caller can see of a
// broken wire is all a client ever gets: no reply, a cut reply, or a reply.
import { request as httpRequest } from 'node:http';
import { type Clock, type Timers, virtualClock } from '#local/pg-simulator/clock.ts';
import { openDoor } from '#local/pg-simulator/http-door.ts';
import { type Liar, type LiarOptions, liar } from '#local/pg-simulator/liar.ts';
import { LiarCrash, type LiarReply, type LiarRequest } from '#local/pg-simulator/wire.ts';

export const secretKey = 'test_sk_liar_tliar01';
export const otherSecretKey = 'test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R';

export const basic = (secret: string): string =>
  `Basic ${Buffer.from(`${secret}:`).toString('base64')}`;

export interface Seen {
  readonly kind: 'reply' | 'cut' | 'no-reply' | 'crash';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parsed body; an empty object when it is no JSON. */
  readonly json: Record<string, unknown> & {
    readonly code?: string;
    readonly status?: string;
    readonly paymentKey?: string;
  };
}

export interface Opened {
  readonly pg: Liar;
  readonly clock: Clock;
  send(request: LiarRequest): Promise<Seen>;
  close(): Promise<void>;
}

export interface DoorKind {
  readonly name: string;
  open(options?: LiarOptions): Promise<Opened>;
}

const parsed = (text: string): Seen['json'] => {
  try {
    return JSON.parse(text) as Seen['json'];
  } catch {
    return {};
  }
};

const nothing = { status: 0, headers: {}, text: '', json: {} };

const seenInProcess = (reply: LiarReply): Seen => {
  if (reply.kind === 'hold-then-close' || reply.kind === 'reset-before') {
    return { kind: 'no-reply', ...nothing };
  }
  const text =
    reply.kind === 'reset-mid'
      ? Buffer.from(reply.body).subarray(0, reply.sentBytes).toString()
      : reply.body;
  const { status, headers } = reply;
  const kind = reply.kind === 'reset-mid' ? 'cut' : 'reply';
  return { kind, status, headers, text, json: parsed(text) };
};

const clockOf = (options: LiarOptions): Clock => options.clock ?? virtualClock();

export const inProcess: DoorKind = {
  name: 'in process',
  open: async (options = {}) => {
    const clock = clockOf(options);
    const pg = liar({ ...options, clock });
    const send = async (request: LiarRequest): Promise<Seen> => {
      try {
        return seenInProcess(await pg.handle(request));
      } catch (error) {
        if (error instanceof LiarCrash) return { kind: 'crash', ...nothing };
        throw error;
      }
    };
    return { pg, clock, send, close: () => pg.close() };
  },
};

/** One request on a connection of its own, so that a reset is never retried behind our back. */
export const sendTo = (port: number, request: LiarRequest): Promise<Seen> =>
  new Promise((resolve) => {
    // A reset is reported on the request even when half of the reply has come.
    let broken = () => resolve({ kind: 'no-reply', ...nothing });
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: request.method,
        path: request.path,
        headers: request.headers as Record<string, string>,
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        const end = (kind: Seen['kind']) => {
          const text = Buffer.concat(chunks).toString();
          const headers = incoming.headers as Record<string, string>;
          const status = incoming.statusCode ?? 0;
          resolve({ kind, status, headers, text, json: parsed(text) });
        };
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => end('reply'));
        broken = () => end('cut');
        incoming.on('error', broken);
      },
    );
    outgoing.on('error', () => broken());
    outgoing.end(request.method === 'GET' ? undefined : request.body);
  });

export const overHttp: DoorKind = {
  name: 'over HTTP',
  open: async (options = {}) => {
    const clock = clockOf(options);
    const pg = liar({ ...options, clock });
    const door = await openDoor({ liar: pg });
    return {
      pg,
      clock,
      send: (request) => sendTo(door.port, request),
      close: async () => {
        await door.close();
        await pg.close();
      },
    };
  },
};

export const bothDoors: readonly DoorKind[] = [inProcess, overHttp];

interface PostOptions {
  readonly key?: string;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const post = (
  path: string,
  body: unknown,
  { key, secret = secretKey, headers = {} }: PostOptions = {},
): LiarRequest => ({
  method: 'POST',
  path,
  headers: {
    authorization: basic(secret),
    'content-type': 'application/json',
    ...(key !== undefined && { 'idempotency-key': key }),
    ...headers,
  },
  body: JSON.stringify(body),
});

export const get = (path: string, secret: string = secretKey): LiarRequest => ({
  method: 'GET',
  path,
  headers: { authorization: basic(secret) },
});

export interface Authenticated {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
}

let orders = 0;

/** A payment whose buyer has finished the window. */
export const authenticatedPayment = (
  { pg }: Pick<Opened, 'pg'>,
  wanted: Partial<Parameters<Liar['control']['openPayment']>[0]> = {},
): Authenticated => {
  orders += 1;
  const { orderId = `order-${orders}`, amount = 10_000 } = wanted;
  const paymentKey = String(pg.control.openPayment({ ...wanted, orderId, amount })['paymentKey']);
  pg.control.authenticate(paymentKey);
  return { paymentKey, orderId, amount };
};

export const confirmOf = (payment: Authenticated, options: PostOptions = {}): LiarRequest =>
  post('/v1/payments/confirm', payment, options);

export const cancelOf = (
  { paymentKey }: Pick<Authenticated, 'paymentKey'>,
  body: Readonly<Record<string, unknown>> = {},
  options: PostOptions = {},
): LiarRequest =>
  post(`/v1/payments/${paymentKey}/cancel`, { cancelReason: 'changed mind', ...body }, options);

export const readOf = ({ paymentKey }: Pick<Authenticated, 'paymentKey'>): LiarRequest =>
  get(`/v1/payments/${paymentKey}`);

/** A paid payment, confirmed without any lie. */
export const paidPayment = async (
  opened: Opened,
  wanted: Parameters<typeof authenticatedPayment>[1] = {},
): Promise<Authenticated> => {
  const payment = authenticatedPayment(opened, wanted);
  const reply = await opened.send(confirmOf(payment));
  if (reply.status !== 200) throw new Error(`confirm answered ${reply.status} ${reply.text}`);
  return payment;
};

export const advance = ({ pg }: Pick<Opened, 'pg'>, advanceMs: number): void => {
  pg.control.moveClock({ advanceMs });
};

/** Timers that only note what was asked for and fire when told to. */
export const notedTimers = () => {
  const waiting: { run: () => void; ms: number }[] = [];
  const timers: Timers = {
    setTimeout: (run, ms) => waiting.push({ run, ms }),
    clearTimeout: () => undefined,
  };
  return { timers, waiting };
};
