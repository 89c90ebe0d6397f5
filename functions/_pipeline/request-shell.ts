// The outermost layer of every HTTP function: names the request, turns whatever happens inside into
// one enveloped answer, and writes the one log line. Nothing leaves past it.
import type { Answer } from '#core/contracts/http/answer.ts';
import { isSuccess } from '#core/contracts/http/answer.ts';
import { type HttpResponse, respond } from './envelope.ts';
import type { EdgeDeps } from './exchange.ts';
import type { RawRequest } from './gateway-event.ts';
import { languageOf } from './language.ts';
import { loggedIds } from './logged-ids.ts';
import { surpriseAnswer } from './surprise.ts';
import { invocationFields, type LogRecord } from './telemetry.ts';
import { type Trace, traceOf } from './trace.ts';

/** The part of Lambda's context that we read. */
export interface LambdaContext {
  getRemainingTimeInMillis?(): number;
}

/** What the stages found out, told even when one of them threw. */
export interface Findings {
  headers?: Readonly<Record<string, string>> | undefined;
  fields?: Readonly<Record<string, unknown>> | undefined;
}

interface Ended {
  readonly answer: Answer;
  readonly error?: unknown;
}

export type Inside = (trace: Trace, findings: Findings) => Promise<Answer>;

const endOf = async (inside: Inside, trace: Trace, findings: Findings): Promise<Ended> => {
  try {
    return { answer: await inside(trace, findings) };
  } catch (error) {
    return { answer: surpriseAnswer(error), error };
  }
};

const levelOf = ({ answer, error }: Ended): LogRecord['level'] => {
  if (answer.status >= 500) return error === undefined ? 'WARN' : 'ERROR';
  return 'INFO';
};

/** A decline shows its payment, and a refused refund its refund, one level down. */
const idsOf = ({ result }: Answer): Record<string, string> =>
  loggedIds(result?.['payment'], result?.['refund'], result);

const unknownYet = 202;

/** What became of the request. A 202 that is no success is a doubt: nothing was refused, nothing is known. */
const outcomeOf = (answer: Answer): string => {
  if (answer.isReplayed === true) return 'replayed';
  if (isSuccess(answer)) return 'success';
  if (answer.status === unknownYet) return 'in_doubt';
  return answer.status >= 500 ? 'failed' : 'refused';
};

/**
 * Runs one request.
 *
 * @param name - The function: `create-order`. @param inside - Everything that may answer or throw.
 */
export const runRequest = async (
  deps: EdgeDeps,
  { name, raw }: { readonly name: string; readonly raw: RawRequest },
  inside: Inside,
): Promise<HttpResponse> => {
  const measured = invocationFields(deps);
  const { headers } = raw;
  const trace = traceOf(
    { requestId: headers['x-request-id'], traceparent: headers['traceparent'] },
    deps.ids,
  );
  const findings: Findings = {};
  const ended = await endOf(inside, trace, findings);
  const { answer, error } = ended;
  deps.telemetry({
    level: levelOf(ended),
    message: `http.${name}`,
    fields: {
      requestId: trace.requestId,
      traceId: trace.traceId,
      ...measured(),
      code: answer.code,
      status: answer.status,
      outcome: outcomeOf(answer),
      ...findings.fields,
      ...idsOf(answer),
    },
    ...(error === undefined ? {} : { error }),
  });
  return respond(answer, {
    language: languageOf(headers['accept-language']),
    requestId: trace.requestId,
    headers: findings.headers,
  });
};
