// The tier-2 record and its kept answer. The record's condition is the check: lost, it returns the old
// record, and that is how a duplicate is found.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import {
  fenceOf,
  type IdempotencyClaim,
  type IdempotencyRecord,
  type IdempotencyWrite,
} from '#core/idempotency/idempotency-record.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { deflated, inflated } from './deflated.ts';
import { answerKey, idempotencyKey, tenantOfKey } from './keys.ts';
import { type Attributes, fromAttributes, type Row, toAttributes } from './row-values.ts';
import type { Store } from './store.ts';

/** Fresh; or a take-over of the fence that was read, once its owner has let go or its lease is over. */
const claimGuard = (claim: IdempotencyClaim, at: Instant) =>
  claim.takeOver === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression:
          '#fence = :read AND (#state = :recoverable OR #leaseUntil < :now) AND #state <> :completed',
        ExpressionAttributeNames: {
          '#fence': 'fence',
          '#state': 'state',
          '#leaseUntil': 'leaseUntil',
        },
        ExpressionAttributeValues: {
          ':read': { N: String(claim.takeOver) },
          ':recoverable': { S: 'RECOVERABLE' },
          ':completed': { S: 'COMPLETED' },
          ':now': { N: String(at) },
        },
      };

/** Our own fence on a record that nobody has finished: a former owner's writes fail. */
const ownGuard = (fence: number) => ({
  ConditionExpression: '#fence = :mine AND #state IN (:progress, :recoverable)',
  names: { '#fence': 'fence', '#state': 'state' },
  values: {
    ':mine': { N: String(fence) },
    ':progress': { S: 'IN_PROGRESS' },
    ':recoverable': { S: 'RECOVERABLE' },
  },
});

const putRecord = (
  store: Store,
  tenant: Tenant,
  claim: IdempotencyClaim,
  at: Instant,
  rest: Row,
  requestId: string,
): TransactWriteItem => ({
  Put: {
    TableName: store.tables.idempotency,
    Item: toAttributes({
      ...idempotencyKey(tenant, claim.scope),
      scope: claim.scope,
      fingerprint: claim.fingerprint,
      fence: fenceOf(claim),
      requestId,
      createdAt: at,
      ...rest,
    }),
    ...claimGuard(claim, at),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

const putAnswer = (
  store: Store,
  tenant: Tenant,
  scope: string,
  answer: Answer,
  at: Instant,
  ttlSeconds: number,
): TransactWriteItem => ({
  Put: {
    TableName: store.tables.idempotency,
    Item: toAttributes({
      ...answerKey(tenant, scope),
      status: answer.status,
      code: answer.code,
      result: deflated(answer.result),
      // The table deletes late; every read and condition compares this itself.
      expiresAt: Math.ceil(plus(at, ttlSeconds * 1_000) / 1_000),
    }),
    ConditionExpression: 'attribute_not_exists(pk) OR #expiresAt < :now',
    ExpressionAttributeNames: { '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: { ':now': { N: String(Math.floor(at / 1_000)) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

const finishRecord = (
  store: Store,
  tenant: Tenant,
  write: Extract<IdempotencyWrite, { kind: 'finish' }>,
): TransactWriteItem => {
  const guard = ownGuard(write.fence);
  return {
    Update: {
      TableName: store.tables.idempotency,
      Key: toAttributes({ ...idempotencyKey(tenant, write.scope) }),
      UpdateExpression:
        'SET #state = :completed, #recoveryPoint = :recorded, #httpStatus = :status, #code = :code, #completedAt = :at REMOVE #leaseUntil',
      ConditionExpression: guard.ConditionExpression,
      ExpressionAttributeNames: {
        ...guard.names,
        '#recoveryPoint': 'recoveryPoint',
        '#httpStatus': 'httpStatus',
        '#code': 'code',
        '#completedAt': 'completedAt',
        '#leaseUntil': 'leaseUntil',
      },
      ExpressionAttributeValues: {
        ...guard.values,
        ':completed': { S: 'COMPLETED' },
        ':recorded': { S: 'RECORDED' },
        ':status': { N: String(write.answer.status) },
        ':code': { S: write.answer.code },
        ':at': { N: String(write.at) },
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
};

const releaseRecord = (
  store: Store,
  tenant: Tenant,
  write: Extract<IdempotencyWrite, { kind: 'recoverable' }>,
): TransactWriteItem => {
  const guard = ownGuard(write.fence);
  return {
    Update: {
      TableName: store.tables.idempotency,
      Key: toAttributes({ ...idempotencyKey(tenant, write.scope) }),
      UpdateExpression: 'SET #state = :recoverable, #recoveryPoint = :point REMOVE #leaseUntil',
      ConditionExpression: guard.ConditionExpression,
      ExpressionAttributeNames: {
        ...guard.names,
        '#recoveryPoint': 'recoveryPoint',
        '#leaseUntil': 'leaseUntil',
      },
      ExpressionAttributeValues: { ...guard.values, ':point': { S: write.recoveryPoint } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
};

/** One item, or two where an answer is kept. They come first in their transaction and are judged first. */
export const idempotencyItems = (
  store: Store,
  tenant: Tenant,
  write: IdempotencyWrite,
  requestId: string,
): TransactWriteItem[] => {
  switch (write.kind) {
    case 'claim':
      return [
        putRecord(
          store,
          tenant,
          write.claim,
          write.at,
          {
            state: 'IN_PROGRESS',
            recoveryPoint: 'CLAIMED',
            leaseUntil: plus(write.at, write.claim.leaseMs),
            resourceType: write.resource.type,
            resourceId: write.resource.id,
          },
          requestId,
        ),
      ];
    case 'complete':
      return [
        putRecord(
          store,
          tenant,
          write.claim,
          write.at,
          {
            state: 'COMPLETED',
            recoveryPoint: 'RECORDED',
            httpStatus: write.answer.status,
            code: write.answer.code,
            completedAt: write.at,
            resourceType: write.resource?.type,
            resourceId: write.resource?.id,
          },
          requestId,
        ),
        putAnswer(
          store,
          tenant,
          write.claim.scope,
          write.answer,
          write.at,
          write.claim.answerTtlSeconds,
        ),
      ];
    case 'finish':
      return [
        finishRecord(store, tenant, write),
        putAnswer(store, tenant, write.scope, write.answer, write.at, write.answerTtlSeconds),
      ];
    case 'recoverable':
      return [releaseRecord(store, tenant, write)];
  }
};

export const decodeRecord = (item: Attributes): IdempotencyRecord => {
  const { pk, sk: _word, ...row } = fromAttributes(item) as Record<string, unknown>;
  return { ...row, tenant: tenantOfKey(String(pk)) } as unknown as IdempotencyRecord;
};

/** @returns undefined once the answer's life is over, deleted or not. */
export const decodeAnswer = (item: Attributes, now: Instant): Answer | undefined => {
  const row = fromAttributes(item) as unknown as {
    readonly status: number;
    readonly code: Answer['code'];
    readonly result: Uint8Array;
    readonly expiresAt: number;
  };
  if (row.expiresAt * 1_000 <= now) return undefined;
  return {
    status: row.status,
    code: row.code,
    result: inflated(row.result) as Answer['result'],
  };
};
