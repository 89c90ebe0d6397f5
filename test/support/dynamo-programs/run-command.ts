// Sends one generated command to one side and brings the outcome into a form that can be compared:
// sets sorted, messages left out, bytes as hex.

import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CommandName, ProgramCommand } from './draw-command.ts';

export type DynamoSender = Pick<DynamoDBClient, 'send'>;
export type Outcome = {
  readonly error?: string;
  /** Left out of comparisons: wording is nobody's contract. */
  readonly message?: string;
  /** The codes of a cancelled transaction with their words; only the codes are compared. */
  readonly reasons?: readonly { readonly code: string; readonly message: string }[];
  readonly answer: unknown;
};

const makers: Record<CommandName, (input: never) => object> = {
  GetItem: (input) => new GetItemCommand(input),
  BatchGetItem: (input) => new BatchGetItemCommand(input),
  TransactGetItems: (input) => new TransactGetItemsCommand(input),
  Query: (input) => new QueryCommand(input),
  PutItem: (input) => new PutItemCommand(input),
  UpdateItem: (input) => new UpdateItemCommand(input),
  DeleteItem: (input) => new DeleteItemCommand(input),
  TransactWriteItems: (input) => new TransactWriteItemsCommand(input),
};

const unordered = new Set(['SS', 'NS', 'BS', 'alpha', 'beta']);

/** Plain, comparable data; what has no order is sorted by its text. */
export function comparable(value: unknown, under = ''): unknown {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) {
    const items = value.map((one) => comparable(one));
    if (!unordered.has(under)) return items;
    return items.map((one) => JSON.stringify(one)).sort();
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, one]) => one !== undefined && name !== '$metadata')
    .sort(([one], [two]) => (one < two ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, comparable(one, name)]));
}

type Failure = {
  readonly name: string;
  readonly message: string;
  readonly Item?: unknown;
  readonly CancellationReasons?: readonly { Code?: string; Message?: string; Item?: unknown }[];
};

function failure(error: unknown): Outcome {
  const { name, message, Item, CancellationReasons } = error as Failure;
  const reasons = CancellationReasons?.map((reason) => ({ Code: reason.Code, Item: reason.Item }));
  const answer = comparable({ Item, reasons });
  if (CancellationReasons === undefined) return { error: name, message, answer };
  const words = CancellationReasons.map(({ Code = '', Message = '' }) => ({
    code: Code,
    message: Message,
  }));
  return { error: name, message, answer, reasons: words };
}

async function sendOnce(
  side: DynamoSender,
  name: CommandName,
  input: object,
): Promise<Record<string, unknown>> {
  const command = makers[name](input as never) as GetItemCommand;
  return (await side.send(command)) as unknown as Record<string, unknown>;
}

/** All pages of a query, each as it came. */
async function sendPages(side: DynamoSender, command: ProgramCommand, input: object) {
  const pages: unknown[] = [];
  let start: unknown;
  for (let page = 0; page <= (command.pages ?? 0); page += 1) {
    const from = start === undefined ? {} : { ExclusiveStartKey: start };
    const answer = await sendOnce(side, command.name, { ...input, ...from });
    pages.push(answer);
    start = answer['LastEvaluatedKey'];
    if (start === undefined) break;
  }
  return pages;
}

/** @param token - Put in front of request tokens, so that two programs never share one. */
export async function runCommand(
  side: DynamoSender,
  command: ProgramCommand,
  token: string,
): Promise<Outcome> {
  const own = command.input['ClientRequestToken'];
  const input =
    typeof own === 'string'
      ? { ...command.input, ClientRequestToken: `${token}-${own}` }
      : command.input;
  try {
    return { answer: comparable(await sendPages(side, command, input)) };
  } catch (error) {
    return failure(error);
  }
}
