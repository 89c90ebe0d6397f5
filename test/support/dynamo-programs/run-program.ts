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
import { drawCommand, type ProgramCommand } from './draw-command.ts';
import { knownDifferences } from './known-differences.ts';
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
  const { Items = [] } = await emulator.send(new ScanCommand({ TableName: table }));
  return Items;
}

function sortedTexts(items: readonly Item[]): string[] {
  return items.map((item) => JSON.stringify(comparable(item))).sort();
}

/** After a known difference the emulator is given the twin's rows, so that the program goes on. */
async function adoptRows({ dump, emulator }: Sides): Promise<void> {
  for (const table of sampleTables) {
    const TableName = table.name;
    for (const item of await emulatorRows(emulator, TableName)) {
      const names = keyNames(table);
      const Key = Object.fromEntries(names.map((name) => [name, item[name] as AttributeValue]));
      await emulator.send(new DeleteItemCommand({ TableName, Key }));
    }
    for (const Item of dump(TableName)) {
      await emulator.send(new PutItemCommand({ TableName, Item }));
    }
  }
}

function isEqual(one: Outcome, two: Outcome): boolean {
  return one.error === two.error && JSON.stringify(one.answer) === JSON.stringify(two.answer);
}

function shown({ command, twin, emulator }: Observation): string {
  const show = (outcome: Outcome) => JSON.stringify(outcome);
  const input = JSON.stringify(comparable(command.input));
  return `${command.name} ${input}\n  twin     ${show(twin)}\n  emulator ${show(emulator)}`;
}

async function partedRows({ dump, emulator }: Sides): Promise<string | undefined> {
  for (const { name } of sampleTables) {
    const ours = sortedTexts(dump(name));
    const theirs = sortedTexts(await emulatorRows(emulator, name));
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
      return `rows of ${name}\n  twin     ${ours.join(' ')}\n  emulator ${theirs.join(' ')}`;
    }
  }
  return undefined;
}

/** @param token - Distinguishes this run's request tokens from all others on the emulator. */
export async function runProgram(
  seeds: readonly number[],
  sides: Sides,
  token: string,
): Promise<ProgramReport> {
  const observations: Observation[] = [];
  for (const seed of seeds) {
    const command = drawCommand(seed);
    const twin = await runCommand(sides.twin, command, token);
    const emulator = await runCommand(sides.emulator, command, token);
    if (isEqual(twin, emulator)) {
      observations.push({ command, twin, emulator });
      continue;
    }
    const known = knownDifferences.find((row) => row.explains(command, twin, emulator));
    if (known === undefined) {
      const observation = { command, twin, emulator };
      return { observations, parted: `seed ${seed}: ${shown(observation)}` };
    }
    observations.push({ command, twin, emulator, explainedBy: known.name });
    await adoptRows(sides);
  }
  const parted = await partedRows(sides);
  return parted === undefined ? { observations } : { observations, parted };
}
