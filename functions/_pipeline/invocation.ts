// The shell of every function that no client waits for: one log line per invocation, whatever happens
// inside. An error is logged and thrown on, since here it means outage or bug and the caller repeats.
import middy from '@middy/core';
import type { EdgeDeps } from './exchange.ts';
import type { LambdaContext } from './request-shell.ts';
import { surpriseAnswer } from './surprise.ts';
import { invocationFields } from './telemetry.ts';

export type LambdaHandler<R> = (event: unknown, context?: LambdaContext) => Promise<R>;

/** What the work found out, told even when it throws. */
export type Fields = Record<string, unknown>;

export interface Invocation {
  /** Constant: `step.complete-order`. */
  readonly message: string;
  readonly deps: EdgeDeps;
}

interface Inside {
  readonly event: unknown;
  readonly fields: Fields;
  /** Writes the one line of this invocation. */
  readonly write: (error: unknown) => void;
}

const outcomeOf = (error: unknown, fields: Fields): Fields => {
  if (error !== undefined) return { outcome: 'failed', code: surpriseAnswer(error).code };
  return { outcome: 'success', code: 'COMMON_000', ...fields };
};

const noError = (): Error => new Error('something that is no error was thrown');

/** Telemetry as a middy stack around the work; made once, since a function lives for many invocations. */
export const invoked = <R>(
  { message, deps }: Invocation,
  work: (event: unknown, fields: Fields) => Promise<R>,
): LambdaHandler<R> => {
  const stack = middy<Inside, R>({ timeoutEarlyInMillis: 0 })
    .handler(({ event, fields }: Inside) => work(event, fields))
    .after(({ event }) => event.write(undefined))
    .onError(({ event, error }) => event.write(error ?? noError()));
  return async (event) => {
    const measured = invocationFields(deps);
    const fields: Fields = {};
    const write = (error: unknown): void =>
      deps.telemetry({
        level: error === undefined ? 'INFO' : 'ERROR',
        message,
        fields: {
          requestId: deps.ids.uuid(),
          ...fields,
          ...measured(),
          ...outcomeOf(error, fields),
        },
        ...(error === undefined ? {} : { error }),
      });
    return (await stack({ event, fields, write }, {} as never)) as R;
  };
};
