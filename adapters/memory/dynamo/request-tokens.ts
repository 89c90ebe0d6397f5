// `ClientRequestToken`: the same request again within ten minutes is a success without effect,
// another request under the same token an error. A cancelled transaction leaves no token behind.

import { DynamoError, invalid } from './dynamo-error.ts';

type Remembered = { readonly request: unknown; readonly at: number };

export type RequestTokens = {
  /** True when this request was done before. */
  readonly isRepeat: (token: string | undefined, request: unknown, now: number) => boolean;
  readonly remember: (token: string | undefined, request: unknown, now: number) => void;
};

const windowMs = 10 * 60 * 1000;
const tokenLengthMax = 36;

function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null || Array.isArray(left) !== Array.isArray(right)) return false;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) =>
    isSame(left[name as keyof typeof left], right[name as keyof typeof right]),
  );
}

export function requestTokens(): RequestTokens {
  const known = new Map<string, Remembered>();

  /** Tokens are kept in order of time, so the old ones are in front. */
  const forget = (now: number) => {
    for (const [token, { at }] of known) {
      if (at + windowMs > now) return;
      known.delete(token);
    }
  };
  const isRepeat = (token: string | undefined, request: unknown, now: number) => {
    if (token === undefined) return false;
    if (token.length === 0 || token.length > tokenLengthMax) {
      throw invalid(
        "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and 36",
      );
    }
    forget(now);
    const found = known.get(token);
    if (found === undefined) return false;
    if (isSame(found.request, request)) return true;
    throw new DynamoError(
      'IdempotentParameterMismatchException',
      'Request with the same client request token was already executed with other parameters',
    );
  };
  const remember = (token: string | undefined, request: unknown, now: number) => {
    if (token !== undefined) known.set(token, { request, at: now });
  };
  return { isRepeat, remember };
}
