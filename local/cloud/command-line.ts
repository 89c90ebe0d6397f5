// What people may type after `npm run events --` and `npm run local:logs --`, checked.
import { parseArgs } from 'node:util';
import { Setback } from './setback.ts';

export type EventsArguments = {
  readonly isJson: boolean;
  readonly isFromStart: boolean;
  /** How many events to print before ending; endless when not given. */
  readonly limit: number;
};

export function readEventsArguments(args: readonly string[]): EventsArguments {
  const usage = 'npm run events -- [--json] [--once N] [--from-start]';
  const { values } = parse('events', usage, () =>
    parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        once: { type: 'string' },
        'from-start': { type: 'boolean', default: false },
      },
    }),
  );
  const limit = values.once === undefined ? Number.POSITIVE_INFINITY : Number(values.once);
  if (Number.isNaN(limit) || limit < 1) throw wrong('events', `--once ${values.once}`, usage);
  return { isJson: values.json, isFromStart: values['from-start'], limit };
}

export type LogsArguments = {
  readonly isJson: boolean;
  readonly isFollowing: boolean;
  /** Name of a function, with or without `fluxpay-<stage>-`. */
  readonly functionName?: string;
  readonly requestId?: string;
};

export function readLogsArguments(args: readonly string[]): LogsArguments {
  const usage = 'npm run local:logs -- <function> | --request-id <id> [--follow] [--json]';
  const { values, positionals } = parse('local:logs', usage, () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        follow: { type: 'boolean', default: false },
        'request-id': { type: 'string' },
      },
    }),
  );
  const [functionName, ...others] = positionals;
  const requestId = values['request-id'];
  if (others.length > 0) throw wrong('local:logs', `"${others.join(' ')}"`, usage);
  if (functionName === undefined && requestId === undefined) {
    throw wrong('local:logs', 'nothing to look for', usage);
  }
  return {
    isJson: values.json,
    isFollowing: values.follow,
    ...(functionName === undefined ? {} : { functionName }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function parse<T>(command: string, usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw wrong(command, (error as Error).message.split('.')[0] ?? '', usage);
  }
}

const wrong = (part: string, what: string, usage: string): Setback =>
  new Setback(`wrong arguments: ${what}`, { part, next: usage });
