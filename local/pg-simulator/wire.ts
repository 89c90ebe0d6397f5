// What crosses the door. A lie about the connection is a value here, so that the HTTP door can act
// it out and a simulation without sockets can act on it.

export interface LiarRequest {
  readonly method: string;
  /** Path with its query string. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** Raw text, as it came: the idempotency record compares bytes, not meaning. */
  readonly body?: string;
}

export interface PlainReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type LiarReply =
  | ({ readonly kind: 'reply' } & PlainReply)
  /** 200 whose body is not JSON, or is cut JSON, though the connection is healthy. */
  | ({ readonly kind: 'garbage' } & PlainReply)
  /** The true reply, of which only the head and `sentBytes` of the body leave before the reset. */
  | ({ readonly kind: 'reset-mid'; readonly sentBytes: number } & PlainReply)
  /** Nothing is written; the connection is reset. */
  | { readonly kind: 'reset-before' }
  /** Nothing is written; the connection stays open for `holdMs` and is then closed. */
  | { readonly kind: 'hold-then-close'; readonly holdMs: number };

/** F28: the process is gone after the commit. The in-process door throws it instead of exiting. */
export class LiarCrash extends Error {
  readonly paymentKey: string;

  constructor(paymentKey: string) {
    super(`the PG process ended after the commit of ${paymentKey}`);
    this.name = 'LiarCrash';
    this.paymentKey = paymentKey;
  }
}

/** A control call that makes no sense: a mistake of the test, so it is thrown, not returned. */
export class ControlRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlRefusal';
    this.status = status;
  }
}

export const json = (
  status: number,
  payload: unknown,
  headers: Readonly<Record<string, string>> = {},
): LiarReply => ({
  kind: 'reply',
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  body: JSON.stringify(payload),
});

/** Header by lower-case name; the in-process door may hand over any spelling. */
export const header = (request: LiarRequest, name: string): string | undefined => {
  const headers = request.headers ?? {};
  const direct = headers[name];
  const found =
    direct ?? Object.entries(headers).find(([spelled]) => spelled.toLowerCase() === name)?.[1];
  return Array.isArray(found) ? found[0] : found;
};
