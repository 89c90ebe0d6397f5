// The twin of the DynamoDB client, cut at the command: adapters send it what they send to AWS.
// Everything happens in one turn of the event loop, so a transaction is atomic by itself.

import type {
  BatchGetItemCommandInput,
  DeleteItemCommandInput,
  DynamoDBClient,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactGetItemsCommandInput,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { checkFields, checkOption } from './command-input.ts';
import { DynamoError, TwinRefusesError } from './dynamo-error.ts';
import type { Engine } from './engine.ts';
import { expireRows } from './expire-rows.ts';
import type { StreamRecord } from './memory-stream.ts';
import { dumpTable, type MemoryTable, memoryTable } from './memory-table.ts';
import { type Meter, meter } from './meter.ts';
import { query } from './query.ts';
import { batchGetItem, getItem, transactGetItems } from './read-items.ts';
import { requestTokens } from './request-tokens.ts';
import type { TableDefinition } from './table-definition.ts';
import { transactWrite } from './transact-write.ts';
import { writeItem } from './write-item.ts';

/** One send, as a fault sees it. */
export type DynamoCall = {
  /** Without the suffix: `TransactWriteItems`. */
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The SDK's second argument, with its abort signal. */
  readonly options: unknown;
};

/** One row a command changed. Items are the stored ones: read them, do not touch them. */
export type CommittedChange = {
  readonly table: string;
  readonly old: Item | undefined;
  readonly next: Item | undefined;
};

export type MemoryDynamoOptions = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly tables: readonly TableDefinition[];
  /**
   * Stands between client and store: may wait, fail before, after or instead of the effect, or
   * let it happen late. `execute` does the effect each time it is called.
   */
  readonly intercept?: (call: DynamoCall, execute: () => object) => Promise<object>;
  /**
   * How old the answer of an eventual read is, in milliseconds up to `lagMsMax`. Asked once per
   * table read; without it every read sees what was written last.
   */
  readonly lagMs?: (table: string) => number;
  /**
   * Called once per command (or expiry) that changed rows, after its effect and before its answer.
   * An equal rewrite changes nothing and is not told.
   */
  readonly onCommit?: (changes: readonly CommittedChange[]) => void;
};

/** An eventual read may be answered from a copy that is at most this far behind. */
export const lagMsMax = 2000;

export type MemoryDynamo = {
  readonly send: DynamoDBClient['send'];
  /** All rows in key order, as copies. */
  readonly dump: (table: string) => Item[];
  /** Records after a sequence number (0: all that are kept), oldest first. */
  readonly streamRecords: (table: string, afterSequence?: number) => StreamRecord[];
  /** Drops stream records older than a day. */
  readonly trimStreams: (nowMs: number) => void;
  /** Removes rows whose time to live has passed; DynamoDB does so late, you choose when. */
  readonly expire: (nowMs: number) => number;
  readonly meter: Meter;
};

const commands: Record<string, (engine: Engine, input: never) => object> = {
  GetItem: (engine, input: GetItemCommandInput) => getItem(engine, input),
  BatchGetItem: (engine, input: BatchGetItemCommandInput) => batchGetItem(engine, input),
  TransactGetItems: (engine, input: TransactGetItemsCommandInput) =>
    transactGetItems(engine, input),
  Query: (engine, input: QueryCommandInput) => query(engine, input),
  PutItem: (engine, input: PutItemCommandInput) => writeItem(engine, 'Put', input),
  UpdateItem: (engine, input: UpdateItemCommandInput) => writeItem(engine, 'Update', input),
  DeleteItem: (engine, input: DeleteItemCommandInput) => writeItem(engine, 'Delete', input),
  TransactWriteItems: (engine, input: TransactWriteItemsCommandInput) =>
    transactWrite(engine, input),
};

const commandByClass = new Map(Object.keys(commands).map((name) => [`${name}Command`, name]));

type TableNamed = { readonly TableName?: string | undefined };

/** The tables a send names, each once; what is no name is left to the command to refuse. */
function tablesOf(input: Record<string, unknown>): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (part: TableNamed | undefined) => {
    if (typeof part?.TableName === 'string') names.add(part.TableName);
  };
  add(input);
  for (const name in input['RequestItems'] as object | undefined) names.add(name);
  const items = input['TransactItems'] as Record<string, TableNamed | undefined>[] | undefined;
  for (const item of items ?? []) for (const kind in item) add(item[kind]);
  return names;
}

function callOf(command: { input: object }, options: unknown): DynamoCall {
  const { name } = command.constructor;
  const short = commandByClass.get(name);
  if (short === undefined) throw new TwinRefusesError(`the command ${name}`);
  return { command: short, input: command.input as Record<string, unknown>, options };
}

function execution(engine: Engine, { command, input }: DynamoCall): object {
  checkFields(`${command}Command`, input);
  checkOption('ReturnConsumedCapacity', input['ReturnConsumedCapacity'] as string, ['NONE']);
  const run = commands[command] as (engine: Engine, input: object) => object;
  return { $metadata: { httpStatusCode: 200 }, ...run(engine, input) };
}

/** Consistent reads see the last write; eventual ones what the chosen lag leaves of it. */
function readerWith({ lagMs, now }: MemoryDynamoOptions): Engine['reading'] {
  return (table, isConsistent, read) => {
    const lag = isConsistent ? 0 : (lagMs?.(table.definition.name) ?? 0);
    if (lag > lagMsMax) throw new TwinRefusesError(`a lag of ${lag} ms`);
    return lag <= 0 ? read() : table.asOf(now() - lag, read);
  };
}

function tableFinder(tables: ReadonlyMap<string, MemoryTable>): Engine['table'] {
  return (name) => {
    const table = tables.get(name ?? '');
    if (table !== undefined) return table;
    throw new DynamoError('ResourceNotFoundException', 'Requested resource not found');
  };
}

/** Gathers what one command changes and tells it at its end. */
function commitTeller(onCommit: MemoryDynamoOptions['onCommit']) {
  let changes: CommittedChange[] = [];
  const hear =
    onCommit === undefined
      ? undefined
      : (table: string, old: Item | undefined, next: Item | undefined) => {
          changes.push({ table, old, next });
        };
  const tell = (): void => {
    if (onCommit === undefined || changes.length === 0) return;
    const told = changes;
    changes = [];
    onCommit(told);
  };
  return { hear, tell };
}

export function memoryDynamo(options: MemoryDynamoOptions): MemoryDynamo {
  const historyMs = options.lagMs === undefined ? 0 : lagMsMax;
  const { hear, tell } = commitTeller(options.onCommit);
  const tables = new Map(
    options.tables.map((table) => [table.name, memoryTable(table, historyMs, hear)]),
  );
  const { entry, trips, reader } = meter();
  const table = tableFinder(tables);
  const engine: Engine = {
    table,
    reading: readerWith(options),
    now: options.now,
    tokens: requestTokens(),
    meter: entry,
  };
  const intercept = options.intercept ?? (async (_call, execute) => execute());

  const run = (call: DynamoCall): object => {
    const answer = execution(engine, call);
    tell();
    return answer;
  };
  const send = async (command: { input: object }, sendOptions?: unknown): Promise<object> => {
    const call = callOf(command, sendOptions);
    entry.sent(call.command, tablesOf(call.input));
    const ended = trips.begin();
    try {
      return await intercept(call, () => run(call));
    } finally {
      ended();
    }
  };
  return {
    send: send as unknown as DynamoDBClient['send'],
    dump: (name) => dumpTable(table(name)),
    streamRecords: (name, afterSequence = 0) => table(name).stream.after(afterSequence),
    trimStreams: (nowMs) => {
      for (const one of tables.values()) one.stream.trim(nowMs);
    },
    expire: (nowMs) => {
      const count = [...tables.values()].reduce((sum, one) => sum + expireRows(one, nowMs), 0);
      tell();
      return count;
    },
    meter: reader,
  };
}
