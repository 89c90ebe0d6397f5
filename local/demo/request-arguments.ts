// What people may type after `npm run request --`, checked.
import { parseArgs } from 'node:util';
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
};

export const requestUsage =
  "npm run request -- GET|POST /api/v1/… [--data '{…}'] [--key KEY] [--lang en|ko] [--read-only]";

/** @throws WrongArguments with the usage. */
export function readRequestArguments(args: readonly string[]): RequestArguments {
  const { values, positionals } = parse(args);
  const [word = '', path = '', ...others] = positionals;
  const method = word.toUpperCase();
  if (method !== 'GET' && method !== 'POST') throw wrong(`"${word}" is neither GET nor POST`);
  if (!path.startsWith('/')) throw wrong(`the path "${path}" does not begin with /`);
  if (others.length > 0) throw wrong(`too many words: ${others.join(' ')}`);
  const { data, key, lang, 'read-only': isReadOnly } = values;
  return {
    method,
    path,
    ...(data === undefined ? {} : { body: json(data) }),
    ...(key === undefined ? {} : { key }),
    language: lang,
    isReadOnly,
  };
}

function json(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw wrong(`--data is no JSON (${(error as Error).message})`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        key: { type: 'string' },
        lang: { type: 'string', default: 'en' },
        'read-only': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw wrong((error as Error).message.split('. ')[0] ?? '');
  }
}

const wrong = (reason: string): WrongArguments => new WrongArguments(`${reason}\n${requestUsage}`);
