// Sagas by id for operators, and the time at which the sweep looks at one again.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { derivedSagaPayment } from '#core/kernel/ids.ts';
import type { Command } from '#core/outbox/command.ts';
import type { Sagas } from '#core/sagas/ports.ts';
import { sagaItem } from './aggregate-items.ts';
import { commandPartition, duePartition, dueSort, sagaKey } from './keys.ts';
import { readRows, readStretch } from './read-rows.ts';
import { toAttributes } from './row-values.ts';
import { type Store, shardOf } from './store.ts';

export const dynamoSagas = (store: Store): Sagas => ({
  findAnywhere: async (sagaId, tenants) => {
    const paymentId = derivedSagaPayment(sagaId);
    const keys = tenants.map((tenant) => sagaKey(tenant, paymentId));
    const [item] = await readRows(store, 'saga.byId', store.tables.engine, keys);
    return item === undefined ? undefined : sagaItem.decode(item);
  },
  lookAgainAt: async ({ tenant, paymentId, at }) => {
    const key = sagaKey(tenant, paymentId);
    try {
      await store.client.send(
        'saga.dueLater',
        new UpdateItemCommand({
          TableName: store.tables.engine,
          Key: toAttributes({ ...key }),
          UpdateExpression: 'SET #dueAt = :at, #duePk = :duePk, #dueSk = :dueSk',
          ConditionExpression: '#status IN (:running, :compensating)',
          ExpressionAttributeNames: {
            '#dueAt': 'dueAt',
            '#duePk': 'duePk',
            '#dueSk': 'dueSk',
            '#status': 'status',
          },
          ExpressionAttributeValues: {
            ':at': { N: String(at) },
            ':duePk': { S: duePartition('SAGA', shardOf(paymentId, store.shards)) },
            ':dueSk': { S: dueSort(at, key) },
            ':running': { S: 'RUNNING' },
            ':compensating': { S: 'COMPENSATING' },
          },
        }),
      );
    } catch (fault) {
      // The saga has ended meanwhile: nothing needs to look at it.
      if ((fault as Error).name === 'ConditionalCheckFailedException') return;
      throw new DependencyUnavailable('dynamodb', fault);
    }
  },
  isStartPending: async ({ tenant, paymentId, executionName }) => {
    const rows = await readStretch(store, 'command.ofObject', {
      table: store.tables.commands,
      partition: ['pk', commandPartition(tenant, paymentId)],
    });
    return rows
      .filter(({ cp }) => cp !== undefined)
      .map(({ payload }) => JSON.parse(payload?.S ?? '') as Command['body'])
      .some((body) => body.kind === 'START_SAGA' && body.executionName === executionName);
  },
});
