// A write, checked and bound, waiting for its row. Single writes and the items of a transaction
// take the same road: prepare (refusals of the request), judge (refusals of the row), replace.

import type { ReturnValuesOnConditionCheckFailure } from '@aws-sdk/client-dynamodb';
import { admitItem } from './admit-value.ts';
import { copyItem, type Item } from './attribute-value.ts';
import { type Bindings, bindingsOf, type ClauseOf, type PlaceholderInput } from './bindings.ts';
import { type BoundUpdate, boundUpdate } from './bound-update.ts';
import { checkOption } from './command-input.ts';
import { boundCondition, compiledCondition, parsedUpdate } from './compiled-expression.ts';
import { DynamoError, invalid } from './dynamo-error.ts';
import { itemBytes, itemBytesMax } from './item-size.ts';
import type { MemoryTable } from './memory-table.ts';
import {
  checkIndexKeys,
  checkIndexTexts,
  checkKeyTexts,
  keyOfInput,
  keyOfItem,
  type Row,
  type RowKey,
} from './row-key.ts';

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export type WriteInput = PlaceholderInput & {
  readonly TableName?: string | undefined;
  readonly Item?: Item | undefined;
  readonly Key?: Item | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure | undefined;
};

export type PreparedWrite = {
  readonly kind: WriteKind;
  readonly table: MemoryTable;
  readonly key: RowKey;
  /** A key that does not fit the table's schema: a transaction reports it as a reason. */
  readonly misfit: DynamoError | undefined;
  readonly holds: (item: Item) => boolean;
  /** The row after the write; may refuse what does not fit the row. */
  readonly next: (old: Row | undefined) => Row | undefined;
  readonly update: BoundUpdate | undefined;
  readonly returnsOldOnFailure: boolean;
  /** What was asked, as admitted, so that two requests can be compared later. */
  readonly request: unknown;
};

const always = () => true;
const emptyItem: Item = {};

function sizedRow(item: Item, message: string): Row {
  const bytes = itemBytes(item);
  if (bytes > itemBytesMax) throw invalid(message);
  return { item, bytes };
}

function nextOfUpdate(update: BoundUpdate | undefined, key: Item, table: MemoryTable) {
  const tooLarge = 'Item size to update has exceeded the maximum allowed size';
  return (old: Row | undefined): Row => {
    if (update === undefined) return old ?? sizedRow(key, tooLarge);
    const next = update.apply(old?.item ?? key);
    checkIndexKeys(next, table.definition);
    return sizedRow(next, tooLarge);
  };
}

function nextOf(
  kind: WriteKind,
  given: Item,
  update: BoundUpdate | undefined,
  table: MemoryTable,
): PreparedWrite['next'] {
  switch (kind) {
    case 'Put': {
      const row = sizedRow(given, 'Item size has exceeded the maximum allowed size');
      return () => row;
    }
    case 'Update':
      return nextOfUpdate(update, given, table);
    case 'Delete':
      return () => undefined;
    case 'ConditionCheck':
      return (old) => old;
  }
}

type Expressions = Pick<PreparedWrite, 'holds' | 'update'> & { readonly bindings: Bindings };

/** All that can be said of the expressions before a table is looked at. */
function expressionsOf(input: WriteInput): Expressions {
  const { ConditionExpression: conditionText, UpdateExpression: updateText } = input;
  const condition = conditionText === undefined ? undefined : compiledCondition(conditionText);
  const update = updateText === undefined ? undefined : parsedUpdate(updateText);
  const clauses: ClauseOf<unknown>[] = [];
  if (update !== undefined) clauses.push(update);
  if (condition !== undefined) clauses.push(condition);
  const bindings = bindingsOf(input, clauses);
  return {
    bindings,
    update: update && boundUpdate(update, bindings),
    holds: condition === undefined ? always : boundCondition(condition, bindings),
  };
}

const noKey: RowKey = { partition: '', sort: '' };

function keyOf(
  kind: WriteKind,
  given: Item,
  { definition }: MemoryTable,
): Pick<PreparedWrite, 'key' | 'misfit'> {
  checkKeyTexts(given, definition);
  if (kind === 'Put') checkIndexTexts(given, definition);
  try {
    if (kind !== 'Put') return { key: keyOfInput(given, definition), misfit: undefined };
    const key = keyOfItem(given, definition);
    checkIndexKeys(given, definition);
    return { key, misfit: undefined };
  } catch (error) {
    if (error instanceof DynamoError) return { key: noKey, misfit: error };
    throw error;
  }
}

/** @throws ValidationException for everything that is wrong whatever the row holds. */
export function prepareWrite(
  kind: WriteKind,
  input: WriteInput,
  findTable: (name: string | undefined) => MemoryTable,
): PreparedWrite {
  checkOption('ReturnValuesOnConditionCheckFailure', input.ReturnValuesOnConditionCheckFailure, [
    'NONE',
    'ALL_OLD',
  ]);
  if (kind === 'ConditionCheck' && input.ConditionExpression === undefined) {
    throw invalid('The expression can not be empty;');
  }
  const { bindings, update, holds } = expressionsOf(input);
  const given = admitItem((kind === 'Put' ? input.Item : input.Key) ?? emptyItem);
  const table = findTable(input.TableName);
  update?.checkKeys(table.definition);
  const { key, misfit } = keyOf(kind, given, table);
  return {
    kind,
    table,
    key,
    misfit,
    holds,
    next: nextOf(kind, given, update, table),
    update,
    returnsOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    request: {
      kind,
      given,
      values: bindings.values,
      names: bindings.names,
      condition: input.ConditionExpression,
      update: input.UpdateExpression,
      onFailure: input.ReturnValuesOnConditionCheckFailure,
    },
  };
}

export type Judgement =
  | {
      readonly verdict: 'accepted';
      readonly old: Row | undefined;
      readonly next: Row | undefined;
    }
  | { readonly verdict: 'condition failed'; readonly old: Item | undefined }
  | { readonly verdict: 'invalid'; readonly error: DynamoError };

/** Looks at the row and decides; changes nothing. */
export function judgeWrite(write: PreparedWrite): Judgement {
  if (write.misfit !== undefined) return { verdict: 'invalid', error: write.misfit };
  const old = write.table.row(write.key);
  if (!write.holds(old?.item ?? emptyItem)) {
    return {
      verdict: 'condition failed',
      old: write.returnsOldOnFailure && old !== undefined ? copyItem(old.item) : undefined,
    };
  }
  try {
    return { verdict: 'accepted', old, next: write.next(old) };
  } catch (error) {
    if (error instanceof DynamoError) return { verdict: 'invalid', error };
    throw error;
  }
}
