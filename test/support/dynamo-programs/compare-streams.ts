// Stream records of both sides, per row: the service promises order only there.

import type { StreamRecord } from '#adapters/memory/dynamo/memory-stream.ts';
import type { WireRecord } from '../dynoxide-streams.ts';
import { comparable } from './run-command.ts';

type Records = Map<string, string[]>;

function add(records: Records, keys: unknown, line: string): void {
  const key = JSON.stringify(comparable(keys));
  records.set(key, [...(records.get(key) ?? []), line]);
}

function twinRecords(stream: readonly StreamRecord[]): Records {
  const records: Records = new Map();
  for (const { eventName, keys, newImage } of stream) {
    add(records, keys, `${eventName} ${JSON.stringify(comparable(newImage))}`);
  }
  return records;
}

/** Wire form to twin form: bytes are base64 on the wire. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      name === 'B' && typeof one === 'string' ? Buffer.from(one, 'base64') : decoded(one),
    ]),
  );
}

/**
 * Known difference: a rewrite that changes nothing has no record in DynamoDB, but one here.
 * Source: Developer Guide, "Change data capture for DynamoDB Streams".
 */
function withoutEqualRewrites(lines: readonly string[]): string[] {
  const image = (line: string | undefined) => line?.slice(line.indexOf(' '));
  return lines.filter(
    (line, at) => !line.startsWith('MODIFY') || image(line) !== image(lines[at - 1]),
  );
}

function emulatorRecords(stream: readonly WireRecord[]): Records {
  const records: Records = new Map();
  for (const { eventName, dynamodb } of stream) {
    const image = comparable(decoded(dynamodb.NewImage));
    add(records, dynamodb.Keys, `${eventName} ${JSON.stringify(image)}`);
  }
  return new Map([...records].map(([key, lines]) => [key, withoutEqualRewrites(lines)]));
}

function sorted(records: Records): [string, string[]][] {
  return [...records].sort(([one], [two]) => (one < two ? -1 : 1));
}

/** What differs, ready to print; `undefined` if the records of every row are equal. */
export function partedStreams(
  twin: readonly StreamRecord[],
  emulator: readonly WireRecord[],
): string | undefined {
  const ours = JSON.stringify(sorted(twinRecords(twin)));
  const theirs = JSON.stringify(sorted(emulatorRecords(emulator)));
  return ours === theirs ? undefined : `stream\n  twin     ${ours}\n  emulator ${theirs}`;
}
