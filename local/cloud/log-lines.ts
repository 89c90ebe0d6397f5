// Log lines of the functions, as CloudWatch Logs of the emulator keeps them, and how people see them.
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { emulatedAws } from './emulated-aws.ts';

export type LogLine = {
  readonly at: number;
  readonly functionName: string;
  readonly text: string;
  /** Tells a line that was printed from a new one of the same millisecond. */
  readonly id: string;
};

export type LogQuery = {
  readonly awsEndpointUrl: string;
  readonly stage: string;
  readonly functionName?: string;
  readonly requestId?: string;
  /** Milliseconds since 1970; lines before are left out. */
  readonly since: number;
};

const prefix = '/aws/lambda/';

/** Newest last. A function may be named with or without `fluxpay-<stage>-`. */
export async function readLogLines(query: LogQuery): Promise<LogLine[]> {
  const client = new CloudWatchLogsClient(emulatedAws(query.awsEndpointUrl));
  try {
    const names = matching(await functionNames(client), query);
    const lines = await Promise.all(names.map((name) => linesOf(client, name, query)));
    return lines.flat().sort((a, b) => a.at - b.at);
  } finally {
    client.destroy();
  }
}

/** Names of all functions that ever wrote a line. */
export async function speakers(awsEndpointUrl: string): Promise<string[]> {
  const client = new CloudWatchLogsClient(emulatedAws(awsEndpointUrl));
  try {
    return (await functionNames(client)).toSorted();
  } finally {
    client.destroy();
  }
}

async function functionNames(client: CloudWatchLogsClient): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: prefix })) {
    for (const { logGroupName: name } of page.logGroups ?? []) {
      if (name !== undefined) names.push(name.slice(prefix.length));
    }
  }
  return names;
}

export function matching(
  names: readonly string[],
  query: Pick<LogQuery, 'stage' | 'functionName'>,
): string[] {
  const { stage, functionName: wanted } = query;
  if (wanted === undefined) return [...names];
  const exact = names.filter((name) => name === wanted || name === `fluxpay-${stage}-${wanted}`);
  return exact.length > 0 ? exact : names.filter((name) => name.includes(wanted));
}

async function linesOf(
  client: CloudWatchLogsClient,
  name: string,
  query: LogQuery,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName: prefix + name, startTime: query.since },
  );
  for await (const page of pages) {
    for (const { timestamp, message, eventId } of page.events ?? []) {
      const text = (message ?? '').trimEnd();
      // Searched here and not by a filter pattern: JSON inside JSON would need its own quoting.
      if (query.requestId !== undefined && !text.includes(query.requestId)) continue;
      const at = timestamp ?? 0;
      lines.push({ at, functionName: name, text, id: `${name} ${eventId ?? `${at} ${text}`}` });
    }
  }
  return lines;
}

/** Lines that Lambda itself writes around every invocation. */
export const isPlatformLine = ({ text }: LogLine): boolean =>
  /^(?:START|END|REPORT|INIT_START)\b/u.test(text);

/** `time function LEVEL message key=value …` for a structured line; any other line as it is. */
export function prettyLine({ at, functionName, text }: LogLine): string {
  const head = `${new Date(at).toISOString().slice(11, 23)} ${functionName.padEnd(32)}`;
  const fields = parseObject(text);
  if (fields === undefined) return `${head} ${text}`;
  const { level, message, timestamp: _, ...rest } = fields;
  const pairs = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [head, textOf(level).padEnd(5), textOf(message), ...pairs].join(' ').trimEnd();
}

const textOf = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
