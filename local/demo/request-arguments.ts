// What people may type after `npm run request --`, checked.
import { flag, type Given, oneOf, text } from '#local/read-options.ts';
import { WrongArguments } from './demo-arguments.ts';

export type RequestArguments = {
  readonly method: 'GET' | 'POST';
  /** Path with its query string. */
  readonly path: string;
  readonly body?: unknown;
  /** Idempotency key; a POST without one gets a new one. */
  readonly key?: string;
  readonly language: string;
  /** Signs with the key that may only read. */
  readonly isReadOnly: boolean;
  /** A field of the result to print alone: `checkout.pgOrderId`. */
  readonly pick?: string;
};

export const requestForm = {
  command: 'npm run request',
  usage: `npm run request -- GET|POST /api/v1/… [--data '{…}'] [--key KEY] [--lang en|ko] [--read-only] [--pick FIELD]

  One signed call with the local merchant's key: the envelope on stdout, status and headers on stderr.
  --data        the body, as JSON
  --key         idempotency key; a POST without one gets a new one
  --lang        language of the message (en)
  --read-only   signs with the key that may only read
  --pick        prints one field of the result alone: orderId, checkout.pgOrderId; of a refusal nothing on stdout`,
  options: {
    data: text(),
    key: text(),
    lang: oneOf(['en', 'ko'], 'en'),
    'read-only': flag,
    pick: text(),
  },
  words: { min: 2, max: 2 },
};

/** @throws WrongArguments. */
export function requestArguments({
  values,
  words,
}: Given<(typeof requestForm)['options']>): RequestArguments {
  const [word = '', path = ''] = words;
  const method = word.toUpperCase();
  if (method !== 'GET' && method !== 'POST') {
    throw new WrongArguments(`"${word}" is neither GET nor POST`);
  }
  if (!path.startsWith('/')) throw new WrongArguments(`the path "${path}" does not begin with /`);
  const { data, key, lang, pick, 'read-only': isReadOnly } = values;
  return {
    method,
    path,
    ...(data === undefined ? {} : { body: json(data) }),
    ...(key === undefined ? {} : { key }),
    ...(pick === undefined ? {} : { pick }),
    language: lang,
    isReadOnly,
  };
}

function json(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new WrongArguments(`--data is no JSON (${(error as Error).message})`);
  }
}

/** @returns The field's text, or nothing where the result has none of that name. */
export function picked(result: unknown, pick: string): string | undefined {
  const found = pick
    .split('.')
    .reduce<unknown>(
      (value, name) => (Object(value) as Record<string, unknown> | undefined)?.[name],
      result,
    );
  if (found === undefined || found === null) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}
