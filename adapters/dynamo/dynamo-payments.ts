// Payments with everything stored under them, their ledger groups, and the progress of open attempts.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { fromIso } from '#core/kernel/instant.ts';
import type {
  Attempts,
  LedgerReads,
  PaymentLooks,
  Payments,
  PaymentView,
} from '#core/payments/ports.ts';
import {
  attemptItem,
  encoded,
  ledgerItem,
  paymentItem,
  refundItem,
  sagaItem,
} from './aggregate-items.ts';
import { duePartition, dueSort, ledgerKey, paymentKey } from './keys.ts';
import { readRows, readStretch } from './read-rows.ts';
import { type Attributes, toAttributes } from './row-values.ts';
import { type Store, shardOf } from './store.ts';

const historyOf = (item: Attributes): PaymentView['history'] =>
  (item.history?.L ?? []).map((entry) => {
    const [status = '', at = ''] = (entry.S ?? '').split('@');
    return { status, at: fromIso(at) };
  });

const viewOf = (items: readonly Attributes[]): PaymentView | undefined => {
  const row = items.find((item) => item.sk?.S === 'PAYMENT');
  if (row === undefined) return undefined;
  const of = (prefix: string) => items.filter((item) => item.sk?.S?.startsWith(prefix) === true);
  const saga = items.find((item) => item.sk?.S === 'SAGA');
  return {
    payment: paymentItem.decode(row),
    attempts: of('ATTEMPT#').map(attemptItem.decode),
    refunds: of('REFUND#').map(refundItem.decode),
    ...(saga === undefined ? {} : { saga: sagaItem.decode(saga) }),
    history: historyOf(row),
  };
};

export const dynamoPayments = (store: Store): Payments => ({
  byId: async ({ tenant, paymentId }) => {
    const items = await readStretch(store, 'payment.byId', {
      table: store.tables.engine,
      partition: ['pk', paymentKey(tenant, paymentId).pk],
    });
    return viewOf(items);
  },
});

export const dynamoLedgerReads = (store: Store): LedgerReads => ({
  groups: async ({ tenant, effectKeys }) => {
    const keys = effectKeys.map((effectKey) => ledgerKey(tenant, effectKey));
    const items = await readRows(store, 'ledger.groups', store.tables.engine, keys);
    const groups = items.map(ledgerItem.decode);
    // As they were posted; equal times keep the order the effects are asked in.
    const place = (effectKey: string): number => effectKeys.indexOf(effectKey);
    return groups.toSorted(
      (a, b) => a.recordedAt - b.recordedAt || place(a.effectKey) - place(b.effectKey),
    );
  },
});

/** On the row as read: whoever moved the payment has said when it is looked at. */
export const dynamoPaymentLooks = (store: Store): PaymentLooks => ({
  moveOn: async ({ payment: { tenant, paymentId, version }, at }) => {
    const key = paymentKey(tenant, paymentId);
    const names = { '#dueAt': 'dueAt', '#duePk': 'duePk', '#dueSk': 'dueSk' };
    try {
      await store.client.send(
        'payment.dueLater',
        new UpdateItemCommand({
          TableName: store.tables.engine,
          Key: toAttributes({ ...key }),
          UpdateExpression:
            at === undefined
              ? 'REMOVE #dueAt, #duePk, #dueSk'
              : 'SET #dueAt = :at, #duePk = :duePk, #dueSk = :dueSk',
          ConditionExpression: '#version = :isVersion',
          ExpressionAttributeNames: { ...names, '#version': 'version' },
          ExpressionAttributeValues: {
            ':isVersion': { N: String(version) },
            ...(at !== undefined && {
              ':at': { N: String(at) },
              ':duePk': { S: duePartition('PAYMENT', shardOf(paymentId, store.shards)) },
              ':dueSk': { S: dueSort(at, key) },
            }),
          },
        }),
      );
    } catch (fault) {
      if ((fault as Error).name === 'ConditionalCheckFailedException') return;
      throw new DependencyUnavailable('dynamodb', fault);
    }
  },
});

/** Whole row anew, on the slot as read: a resolver that came second changes nothing. */
export const dynamoAttempts = (store: Store): Attempts => ({
  progress: async ({ before, after }) => {
    const old = encoded(attemptItem, before, store.shards);
    const fresh = encoded(attemptItem, after, store.shards);
    const names = Object.keys(fresh);
    const gone = Object.keys(old).filter((name) => fresh[name] === undefined);
    const sets = names.map((_, index) => `#s${index} = :s${index}`).join(', ');
    const removes = gone.map((_, index) => `#r${index}`).join(', ');
    const indexed = (prefix: string, keys: readonly string[]) =>
      Object.fromEntries(keys.map((name, index) => [`${prefix}${index}`, name]));
    try {
      await store.client.send(
        'attempt.progress',
        new UpdateItemCommand({
          TableName: store.tables.engine,
          Key: toAttributes({ ...attemptItem.key(before) }),
          UpdateExpression: `SET ${sets}${gone.length === 0 ? '' : ` REMOVE ${removes}`}`,
          ConditionExpression: '#state = :doubt AND #fence = :fence AND #slot = :slot',
          ExpressionAttributeNames: {
            ...indexed('#s', names),
            ...indexed('#r', gone),
            '#state': 'state',
            '#fence': 'fence',
            '#slot': 'slot',
          },
          ExpressionAttributeValues: {
            ...Object.fromEntries(
              names.map((name, index) => [`:s${index}`, fresh[name] ?? { S: '' }]),
            ),
            ':doubt': { S: 'IN_DOUBT' },
            ':fence': { N: String(before.fence) },
            ':slot': { N: String(before.slot ?? 1) },
          },
        }),
      );
      return true;
    } catch (fault) {
      if ((fault as Error).name === 'ConditionalCheckFailedException') return false;
      throw new DependencyUnavailable('dynamodb', fault);
    }
  },
});
