// Runs one program on twin and emulator, command by command, and says where they part.

import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import type { MemoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import { keyNames } from '#adapters/memory/dynamo/table-definition.ts';
import type { ProgramCommand } from './draw-command.ts';
import { partitions, sorts } from './draw-value.ts';
import { knownDifferences, setsElement } from './known-differences.ts';
import { comparable, type DynamoSender, type Outcome, runCommand } from './run-command.ts';
import { sampleTables } from './sample-tables.ts';

export type Sides = {
  /** What commands are sent to: the twin, or a twin with a planted fault. */
  readonly twin: DynamoSender;
  readonly dump: MemoryDynamo['dump'];
  readonly emulator: DynamoDBClient;
};

export type Observation = {
  readonly command: ProgramCommand;
  readonly twin: Outcome;
  readonly emulator: Outcome;
  /** The known difference that explains why the two are not equal. */
  readonly explainedBy?: string;
};

export type ProgramReport = {
  readonly observations: readonly Observation[];
  /** What no known difference explains, ready to print; none if the program ran equal. */
  readonly parted?: string;
};

async function emulatorRows(emulator: DynamoDBClient, table: string): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const from = ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey };
    const page = await emulator.send(new ScanCommand({ TableName: table, ...from }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

function sortedTexts(items: readonly Item[]): string[] {
  return items.map((item) => JSON.stringify(comparable(item))).sort();
}

async function remove(emulator: DynamoDBClient, table: string, row: Item): Promise<void> {
  const definition = sampleTables.find(({ name }) => name === table);
  const names = definition === undefined ? [] : keyNames(definition);
  const Key = Object.fromEntries(names.map((name) => [name, row[name] as AttributeValue]));
  await emulator.send(new DeleteItemCommand({ TableName: table, Key }));
}

const everyKey: readonly Item[] = partitions.flatMap((partition) =>
  sorts.map((sort) => ({ pk: { S: partition }, sk: { S: sort } })),
);

/** The emulator lets an update change a key; such a row is found only under the key it had. */
async function empty(emulator: DynamoDBClient, table: string): Promise<void> {
  const rows = await emulatorRows(emulator, table);
  for (const row of rows) await remove(emulator, table, row);
  if (rows.length === 0 || (await emulatorRows(emulator, table)).length === 0) return;
  for (const key of everyKey) await remove(emulator, table, key);
  const left = await emulatorRows(emulator, table);
  if (left.length > 0) throw new Error(`rows that cannot be removed: ${sortedTexts(left).join()}`);
}

/** Gives the emulator the twin's rows: before a program, and after a known difference. */
export async function adoptRows({
  dump,
  emulator,
}: Pick<Sides, 'dump' | 'emulator'>): Promise<void> {
  for (const table of sampleTables) {
    const TableName = table.name;
    await empty(emulator, TableName);
    for (const Item of dump(TableName)) {
      await emulator.send(new PutItemCommand({ TableName, Item }));
    }
  }
}

/** Enough to see what happened; some rows hold hundreds of kilobytes. */
function shortened(text: string): string {
  return text.length > 3000 ? `${text.slice(0, 3000)}...` : text;
}

function isEqual(one: Outcome, two: Outcome): boolean {
  return one.error === two.error && JSON.stringify(one.answer) === JSON.stringify(two.answer);
}

function shown({ command, twin, emulator }: Observation): string {
  const show = (outcome: Outcome) => shortened(JSON.stringify(outcome));
  const input = shortened(JSON.stringify(comparable(command.input)));
  return `${command.name} ${input}\n  twin     ${show(twin)}\n  emulator ${show(emulator)}`;
}

type TableRows = { readonly table: string; readonly ours: string; readonly theirs: string };

/** The first table whose rows differ. */
async function unequalRows({ dump, emulator }: Sides): Promise<TableRows | undefined> {
  for (const { name } of sampleTables) {
    const ours = sortedTexts(dump(name)).join(' ');
    const theirs = sortedTexts(await emulatorRows(emulator, name)).join(' ');
    if (ours !== theirs) return { table: name, ours, theirs };
  }
  return undefined;
}

async function partedRows(sides: Sides): Promise<string | undefined> {
  const found = await unequalRows(sides);
  if (found === undefined) return undefined;
  const { table, ours, theirs } = found;
  return `rows of ${table}\n  twin     ${shortened(ours)}\n  emulator ${shortened(theirs)}`;
}

/** Equal answers may leave rows that differ; where that is known, it is looked for at once. */
async function knownByRows(sides: Sides, command: ProgramCommand): Promise<string | undefined> {
  if (!setsElement(command)) return undefined;
  const found = await unequalRows(sides);
  if (found === undefined) return undefined;
  return knownDifferences.find((row) => row.explainsRows?.(command, found.ours, found.theirs))
    ?.name;
}

/** @param token - Distinguishes this run's request tokens from all others on the emulator. */
export async function runProgram(
  commands: readonly ProgramCommand[],
  sides: Sides,
  token: string,
): Promise<ProgramReport> {
  const observations: Observation[] = [];
  let adoptions = 0;
  for (const command of commands) {
    // A known difference may leave a token on one side only: the program goes on with new ones.
    const own = `${token}-${adoptions}`;
    const twin = await runCommand(sides.twin, command, own);
    const emulator = await runCommand(sides.emulator, command, own);
    const equal = isEqual(twin, emulator);
    const known = equal
      ? await knownByRows(sides, command)
      : knownDifferences.find((row) => row.explains(command, twin, emulator))?.name;
    if (known === undefined) {
      const observation = { command, twin, emulator };
      if (!equal) return { observations, parted: shown(observation) };
      observations.push(observation);
      continue;
    }
    observations.push({ command, twin, emulator, explainedBy: known });
    await adoptRows(sides);
    adoptions += 1;
  }
  const parted = await partedRows(sides);
  return parted === undefined ? { observations } : { observations, parted };
}
