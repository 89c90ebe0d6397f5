// Tier-2 reads, and nonces by a conditional write whose condition includes expiry.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IdempotencyRecords } from '#core/idempotency/records.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { Clock, Ids } from '#core/kernel/ports.ts';
import type { Nonces } from '#core/limits/ports.ts';
import { decodeAnswer, decodeRecord } from './idempotency-items.ts';
import { answerKey, idempotencyKey, nonceKey } from './keys.ts';
import { readRow } from './read-rows.ts';
import { toAttributes } from './row-values.ts';
import type { Store } from './store.ts';

export const dynamoIdempotencyRecords = (store: Store, clock: Clock): IdempotencyRecords => ({
  byScope: async ({ tenant, scope }) => {
    const key = idempotencyKey(tenant, scope);
    const item = await readRow(store, 'idempotency.byScope', store.tables.idempotency, key);
    return item === undefined ? undefined : decodeRecord(item);
  },
  answer: async ({ tenant, scope }) => {
    const key = answerKey(tenant, scope);
    const item = await readRow(store, 'idempotency.answer', store.tables.idempotency, key);
    return item === undefined ? undefined : decodeAnswer(item, clock.now());
  },
});

/**
 * Each use carries a name of its own: when the SDK sends one again whose answer was lost, it finds
 * its own row and is no second use.
 */
export const dynamoNonces = (store: Store, clock: Clock, ids: Pick<Ids, 'uuid'>): Nonces => ({
  use: async ({ tenant, keyId, nonce, ttlSeconds }) => {
    const nowSeconds = Math.floor(clock.now() / 1_000);
    const usedBy = ids.uuid();
    try {
      await store.client.send(
        'nonce.use',
        new PutItemCommand({
          TableName: store.tables.idempotency,
          Item: toAttributes({
            ...nonceKey(tenant, keyId, nonce),
            expiresAt: nowSeconds + ttlSeconds,
            usedBy,
          }),
          ConditionExpression: 'attribute_not_exists(pk) OR #expiresAt < :now OR #usedBy = :usedBy',
          ExpressionAttributeNames: { '#expiresAt': 'expiresAt', '#usedBy': 'usedBy' },
          ExpressionAttributeValues: {
            ':now': { N: String(nowSeconds) },
            ':usedBy': { S: usedBy },
          },
        }),
      );
      return true;
    } catch (fault) {
      // The same nonce came twice at once, or again within its life.
      if ((fault as Error).name === 'ConditionalCheckFailedException') return false;
      throw new DependencyUnavailable('dynamodb', fault);
    }
  },
});
