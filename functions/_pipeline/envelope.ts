// Puts an answer on the wire: the envelope, its message in the reader's language, and the headers
// that every answer has. The only place where a response is made.
// Source: API specification, sections 2.1 and 2.2.
import { type Answer, isSuccess } from '#core/contracts/http/answer.ts';
import {
  codeMessage,
  type FieldError,
  fieldMessage,
  type Language,
} from '#core/contracts/messages.ts';

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

export const standingHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
} as const;

const unavailable = 503;
const comeAgainSeconds = 1;

const asNumberOrText = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'bigint') return value;
  return BigInt.asIntN(53, value) === value ? Number(value) : String(value);
};

/** A `bigint` that slipped past its codec after a commit must not turn a success into a failure. */
const toText = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, asNumberOrText);
  }
};

/** Faults of fields with a text each. Whoever found them, pipeline or use case, knows no language. */
const spoken = ({ code, result }: Answer, language: Language): unknown => {
  if (code !== 'VAL_001') return result;
  const errors = (result?.['fieldErrors'] ?? []) as unknown as readonly FieldError[];
  return {
    fieldErrors: errors.map((error) => ({
      field: error.field,
      code: error.code,
      message: fieldMessage(error, language),
    })),
  };
};

/** The four keys, in their order. */
export const envelope = (answer: Answer, language: Language): string =>
  toText({
    isSuccess: isSuccess(answer),
    code: answer.code,
    message: codeMessage(answer.code, language),
    result: spoken(answer, language),
  });

const retryAfter = ({ status, retryAfterSeconds }: Answer): Record<string, string> => {
  const seconds = retryAfterSeconds ?? (status === unavailable ? comeAgainSeconds : undefined);
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
};

export interface Sending {
  readonly language: Language;
  readonly requestId: string;
  /** Limit headers and `Allow`; they win over what the answer itself says. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export const respond = (
  answer: Answer,
  { language, requestId, headers }: Sending,
): HttpResponse => ({
  statusCode: answer.status,
  headers: {
    'Content-Type': 'application/json; charset=utf-8',
    ...standingHeaders,
    'X-Request-Id': requestId,
    ...(answer.isReplayed === true ? { 'Idempotent-Replayed': 'true' } : {}),
    ...retryAfter(answer),
    ...headers,
  },
  body: envelope(answer, language),
  isBase64Encoded: false,
});
