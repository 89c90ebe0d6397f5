// Errors of the twin: the SDK's names and shapes, so that an adapter cannot tell them apart.

import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';

/** What DynamoDB answers instead of a result. A class because callers test `name` on an `Error`. */
export class DynamoError extends Error {
  readonly $fault = 'client';
  readonly $metadata = { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 };
  /** The row that failed a condition, where `ReturnValuesOnConditionCheckFailure` asked for it. */
  declare Item?: Item;
  /** One per item of a cancelled transaction, in order. */
  declare CancellationReasons?: CancellationReason[];

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * The request is outside the simulated subset. The name is not one of the SDK's: no adapter
 * catches it, so a new command, field or function never passes in silence.
 */
export class TwinRefusesError extends Error {
  constructor(what: string) {
    super(`memoryDynamo does not know ${what}`);
    this.name = 'TwinRefusesError';
  }
}

export function invalid(message: string): DynamoError {
  return new DynamoError('ValidationException', message);
}

export function conditionFailed(item: Item | undefined): DynamoError {
  const error = new DynamoError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
  );
  if (item !== undefined) error.Item = item;
  return error;
}

export function transactionCancelled(reasons: CancellationReason[]): DynamoError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  const error = new DynamoError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
  );
  error.CancellationReasons = reasons;
  return error;
}
