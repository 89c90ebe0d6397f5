// TransactWriteItems: every condition is judged against the state before, then all writes happen
// or none. All reasons are reported, not only the first.

import type {
  CancellationReason,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { checkFields } from './command-input.ts';
import { invalid, transactionCancelled } from './dynamo-error.ts';
import type { Engine } from './engine.ts';
import type { MemoryTable } from './memory-table.ts';
import {
  type Judgement,
  judgeWrite,
  type PreparedWrite,
  prepareWrite,
  type WriteKind,
} from './prepared-write.ts';

const itemsMax = 100;
const bytesMax = 4 * 1024 * 1024;
const kinds: readonly WriteKind[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];

function preparedItem(engine: Engine, item: TransactWriteItem): PreparedWrite {
  checkFields('TransactWriteItem', item);
  const given = kinds.filter((kind) => item[kind] !== undefined);
  const [kind] = given;
  const input = kind && item[kind];
  if (kind === undefined || input === undefined || given.length > 1) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  checkFields(kind, input);
  if (
    kind === 'Update' &&
    (input as { UpdateExpression?: string }).UpdateExpression === undefined
  ) {
    throw invalid('The expression can not be empty;');
  }
  return prepareWrite(kind, input, engine.table);
}

function checkPlaces(writes: readonly PreparedWrite[]): void {
  const places = new Map<MemoryTable, Map<string, Set<string>>>();
  for (const { table, key, misfit } of writes) {
    if (misfit !== undefined) continue;
    const partitions = places.get(table) ?? new Map<string, Set<string>>();
    places.set(table, partitions);
    const sorts = partitions.get(key.partition) ?? new Set<string>();
    partitions.set(key.partition, sorts);
    if (sorts.has(key.sort)) {
      throw invalid('Transaction request cannot include multiple operations on one item');
    }
    sorts.add(key.sort);
  }
}

/** The rows as they would be written, together. */
function checkBytes(judged: readonly Judgement[]): void {
  let bytes = 0;
  for (const one of judged) if (one.verdict === 'accepted') bytes += one.next?.bytes ?? 0;
  if (bytes > bytesMax) {
    throw invalid('Member must have total size less than or equal to 4194304 bytes');
  }
}

function reasonOf(judged: Judgement): CancellationReason {
  if (judged.verdict === 'accepted') return { Code: 'None' };
  if (judged.verdict === 'invalid') {
    return { Code: 'ValidationError', Message: judged.error.message };
  }
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(judged.old === undefined ? {} : { Item: judged.old }),
  };
}

function commit(engine: Engine, writes: readonly PreparedWrite[], judged: readonly Judgement[]) {
  const at = engine.now();
  writes.forEach((write, position) => {
    const decision = judged[position] as Judgement & { verdict: 'accepted' };
    if (write.kind === 'ConditionCheck') {
      engine.meter.refused(write, true);
      return;
    }
    const replaced = write.table.replace({ key: write.key, next: decision.next, at });
    engine.meter.wrote(write, replaced, true);
  });
}

export function transactWrite(
  engine: Engine,
  input: TransactWriteItemsCommandInput,
): Record<string, never> {
  const items = input.TransactItems ?? [];
  if (items.length === 0 || items.length > itemsMax) {
    throw invalid(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and 100",
    );
  }
  const writes = items.map((item) => preparedItem(engine, item));
  checkPlaces(writes);
  const request = writes.map((write) => [write.table.definition.name, write.request]);
  if (engine.tokens.isRepeat(input.ClientRequestToken, request, engine.now())) return {};
  const judged = writes.map(judgeWrite);
  checkBytes(judged);
  if (judged.some(({ verdict }) => verdict !== 'accepted')) {
    for (const write of writes) engine.meter.refused(write, true);
    throw transactionCancelled(judged.map(reasonOf));
  }
  commit(engine, writes, judged);
  engine.tokens.remember(input.ClientRequestToken, request, engine.now());
  return {};
}
