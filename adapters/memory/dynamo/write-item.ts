// PutItem, UpdateItem and DeleteItem: one row, one condition.

import type {
  DeleteItemCommandInput,
  PutItemCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { copyItem, type Item } from './attribute-value.ts';
import { conditionFailed, invalid } from './dynamo-error.ts';
import type { Engine } from './engine.ts';
import { judgeWrite, type PreparedWrite, prepareWrite, type WriteKind } from './prepared-write.ts';
import { projectItem } from './project-item.ts';

type SingleWriteInput = PutItemCommandInput | UpdateItemCommandInput | DeleteItemCommandInput;

const returnable: Record<WriteKind, readonly string[]> = {
  Put: ['NONE', 'ALL_OLD'],
  Delete: ['NONE', 'ALL_OLD'],
  Update: ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'],
  ConditionCheck: ['NONE'],
};

function returned(
  choice: string | undefined,
  { update }: PreparedWrite,
  old: Item | undefined,
  next: Item | undefined,
): Item | undefined {
  const source = choice?.endsWith('_OLD') ? old : choice?.endsWith('_NEW') ? next : undefined;
  if (source === undefined) return undefined;
  if (choice?.startsWith('ALL')) return copyItem(source);
  const parts = update === undefined ? {} : projectItem(source, update.paths);
  return Object.keys(parts).length > 0 ? parts : undefined;
}

export function writeItem(
  engine: Engine,
  kind: Exclude<WriteKind, 'ConditionCheck'>,
  input: SingleWriteInput,
): { Attributes?: Item } {
  const choice = input.ReturnValues;
  if (choice !== undefined && !returnable[kind].includes(choice)) {
    throw invalid('Return values set to invalid value');
  }
  const write = prepareWrite(kind, input, engine.table);
  const judged = judgeWrite(write);
  if (judged.verdict === 'invalid') throw judged.error;
  if (judged.verdict === 'condition failed') {
    engine.meter.refused(write, false);
    throw conditionFailed(judged.old);
  }
  const { old, next } = judged;
  const replaced = write.table.replace({ key: write.key, next, at: engine.now() });
  engine.meter.wrote(write, replaced, false);
  const attributes = returned(choice, write, old?.item, next?.item);
  return attributes === undefined ? {} : { Attributes: attributes };
}
