// Which fields of which command the twin understands. A field outside the list throws, so that an
// adapter cannot come to rely on something the twin would ignore.

import { TwinRefusesError } from './dynamo-error.ts';

const expression = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const condition = ['TableName', 'ConditionExpression', ...expression];
const returned = ['ReturnValuesOnConditionCheckFailure'];
const single = [...returned, 'ReturnValues', 'ReturnConsumedCapacity'];
const projection = ['ProjectionExpression', 'ExpressionAttributeNames'];

const fields: Record<string, readonly string[]> = {
  GetItemCommand: ['TableName', 'Key', 'ConsistentRead', 'ReturnConsumedCapacity', ...projection],
  BatchGetItemCommand: ['RequestItems', 'ReturnConsumedCapacity'],
  KeysAndAttributes: ['Keys', 'ConsistentRead', ...projection],
  TransactGetItemsCommand: ['TransactItems', 'ReturnConsumedCapacity'],
  TransactGetItem: ['Get'],
  Get: ['TableName', 'Key', ...projection],
  QueryCommand: [
    'TableName',
    'IndexName',
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
    ...expression,
    'Select',
    'Limit',
    'ConsistentRead',
    'ScanIndexForward',
    'ExclusiveStartKey',
    'ReturnConsumedCapacity',
  ],
  PutItemCommand: [...condition, ...single, 'Item'],
  UpdateItemCommand: [...condition, ...single, 'Key', 'UpdateExpression'],
  DeleteItemCommand: [...condition, ...single, 'Key'],
  TransactWriteItemsCommand: ['TransactItems', 'ClientRequestToken', 'ReturnConsumedCapacity'],
  TransactWriteItem: ['Put', 'Update', 'Delete', 'ConditionCheck'],
  Put: [...condition, ...returned, 'Item'],
  Update: [...condition, ...returned, 'Key', 'UpdateExpression'],
  Delete: [...condition, ...returned, 'Key'],
  ConditionCheck: [...condition, ...returned, 'Key'],
};

const known = new Map(Object.entries(fields).map(([shape, names]) => [shape, new Set(names)]));

/** @throws TwinRefusesError for a field the twin does not simulate. */
export function checkFields(shape: string, input: object): void {
  const names = known.get(shape);
  for (const field in input) {
    if (input[field as keyof typeof input] === undefined || names?.has(field)) continue;
    throw new TwinRefusesError(`the field ${field} of ${shape}`);
  }
}

export function checkOption(field: string, value: string | undefined, allowed: string[]): void {
  if (value === undefined || allowed.includes(value)) return;
  throw new TwinRefusesError(`${field}: ${value}`);
}
