// A signed request with one thing wrong: every signed part changed, and every form a header may not have.

/** As much of a gateway's event as is spoiled. */
export interface SignedEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string } };
}

export type Spoil = (event: SignedEvent) => SignedEvent;
export type SpoilRow = readonly [name: string, spoil: Spoil];

const withHeader =
  (name: string, change: (value: string) => string | undefined): Spoil =>
  (event) => {
    const headers: Record<string, string> = { ...event.headers };
    const value = change(headers[name] ?? '');
    delete headers[name];
    return { ...event, headers: value === undefined ? headers : { ...headers, [name]: value } };
  };

const bytesIn = ({ body = '', isBase64Encoded }: SignedEvent): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

const withBytes =
  (change: (bytes: Buffer) => Buffer): Spoil =>
  (event) => ({
    ...event,
    body: change(bytesIn(event)).toString('base64'),
    isBase64Encoded: true,
  });

const withoutBody: Spoil = ({ body: _body, ...event }) => event;

const signatureOf = (header: string): string => header.slice(-64);
const otherDigit = (text: string): string => (text.endsWith('0') ? '1' : '0');

/** Another letter, digit or mark in the place of one; each stays what its form allows. */
const otherByte = (text: string, at: number): string => {
  const old = text.charAt(at);
  return text.slice(0, at) + (old === 'a' ? 'b' : 'a') + text.slice(at + 1);
};

const lastByte = (text: string): string => otherByte(text, text.length - 1);

const nextDigit = (digit = '0'): string => String((Number(digit) + 1) % 10);

const otherMethod = (method: string): string => (method === 'PUT' ? 'POST' : 'PUT');

/** Every request has these parts. */
export const changedParts: readonly SpoilRow[] = [
  [
    'method',
    (event) => ({
      ...event,
      requestContext: {
        ...event.requestContext,
        http: {
          ...event.requestContext.http,
          method: otherMethod(event.requestContext.http.method),
        },
      },
    }),
  ],
  ['timestamp', withHeader('x-timestamp', (at) => `${at.slice(0, -2)}${nextDigit(at.at(-2))}Z`)],
  ['nonce', withHeader('x-nonce', lastByte)],
  ['nonce, longer', withHeader('x-nonce', (nonce) => `${nonce}x`)],
  ['path', (event) => ({ ...event, rawPath: `${event.rawPath}/` })],
  ['path, its last byte', (event) => ({ ...event, rawPath: lastByte(event.rawPath) })],
  ['path in another case', (event) => ({ ...event, rawPath: event.rawPath.toUpperCase() })],
  ['query', (event) => ({ ...event, rawQueryString: `${event.rawQueryString}&a=b` })],
  ['signature', withHeader('authorization', (text) => text.slice(0, -1) + otherDigit(text))],
  [
    'signature, its first digit',
    withHeader('authorization', (text) =>
      text.replace(/signature=(.)/u, (_all, digit: string) => `signature=${otherDigit(digit)}`),
    ),
  ],
];

/** Requests with a body have these too. */
export const changedBodies: readonly SpoilRow[] = [
  ['content type', withHeader('content-type', () => 'application/jsom')],
  ['no content type', withHeader('content-type', () => undefined)],
  [
    'body, its last byte',
    withBytes((bytes) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
      return changed;
    }),
  ],
  ['body with a space', withBytes((bytes) => Buffer.concat([bytes, Buffer.from(' ')]))],
  ['body gone', withoutBody],
];

/** Requests under an idempotency key have these too. */
export const changedKeys: readonly SpoilRow[] = [
  ['idempotency key', withHeader('idempotency-key', lastByte)],
  ['idempotency key in quotes', withHeader('idempotency-key', (key) => `"${key}"`)],
  ['idempotency key sent twice', withHeader('idempotency-key', (key) => `${key},${key}`)],
  ['idempotency key gone', withHeader('idempotency-key', () => undefined)],
];

/** Requests with a query have these too. */
export const changedQueries: readonly SpoilRow[] = [
  [
    'query, its last byte',
    (event) => ({ ...event, rawQueryString: lastByte(event.rawQueryString) }),
  ],
  ['query gone', (event) => ({ ...event, rawQueryString: '' })],
];

/** What is no header of the scheme at all. */
export const badForms: readonly SpoilRow[] = [
  ['no authorization', withHeader('authorization', () => undefined)],
  ['an empty one', withHeader('authorization', () => '')],
  ['another scheme', withHeader('authorization', (text) => text.replace('FLUXPAY-', 'OTHER-'))],
  ['an empty signature', withHeader('authorization', (text) => text.slice(0, -64))],
  ['upper-case hex', withHeader('authorization', (text) => text.slice(0, -64) + 'A'.repeat(64))],
  ['a short signature', withHeader('authorization', (text) => text.slice(0, -1))],
  ['a long signature', withHeader('authorization', (text) => `${text}0`)],
  [
    'base64',
    withHeader(
      'authorization',
      (text) => text.slice(0, -64) + Buffer.from(signatureOf(text), 'hex').toString('base64'),
    ),
  ],
  [
    'percent-encoded',
    withHeader('authorization', (text) => `${text.slice(0, -64)}%${signatureOf(text).slice(1)}`),
  ],
  ['authorization twice', withHeader('authorization', (text) => `${text},${text}`)],
  ['no timestamp', withHeader('x-timestamp', () => undefined)],
  ['a timestamp with an offset', withHeader('x-timestamp', () => '2026-03-01T09:00:00+09:00')],
  ['timestamp twice', withHeader('x-timestamp', (at) => `${at},${at}`)],
  ['no nonce', withHeader('x-nonce', () => undefined)],
  ['a short nonce', withHeader('x-nonce', () => 'a'.repeat(15))],
  ['a long nonce', withHeader('x-nonce', () => 'a'.repeat(65))],
  ['nonce twice', withHeader('x-nonce', (nonce) => `${nonce},${nonce}`)],
  ['content type twice', withHeader('content-type', (type) => `${type},${type}`)],
  [
    'a nonce under names of two cases',
    (event) => ({ ...event, headers: { ...event.headers, 'X-Nonce': 'another-nonce-0001' } }),
  ],
];
