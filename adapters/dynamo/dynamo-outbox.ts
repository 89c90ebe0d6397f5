// Marks of outbox and command rows, what still waits, and the events of one user for a timeline.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { StoreLabel } from '#core/contracts/labels.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { uuidv7 } from '#core/kernel/ids.ts';
import { fromIso, type Instant, plus, toIso } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Command } from '#core/outbox/command.ts';
import type { CommandMarks } from '#core/outbox/fail-command.ts';
import type { OutboxMarks, PendingRow } from '#core/outbox/publish-row.ts';
import type { Due, PendingWork } from '#core/outbox/sweep.ts';
import type { EventHistory } from '#core/payments/payment-timeline.ts';
import {
  attemptKey,
  commandPartition,
  duePartition,
  dueSort,
  keyOfDue,
  orderKey,
  outboxPartition,
  paymentKey,
  type RowKey,
  refundKey,
  sagaKey,
  tenantOfKey,
} from './keys.ts';
import { decodeCommand, decodeOutboxRow } from './outbox-items.ts';
import { readRows, readStretch } from './read-rows.ts';
import { type Attributes, toAttributes } from './row-values.ts';
import type { Store } from './store.ts';
import { baseKey, readEach, waiting } from './waiting-rows.ts';

interface Mark {
  readonly label: StoreLabel;
  readonly table: string;
  readonly key: RowKey;
  readonly update: string;
  /** Left out: the row must be there. */
  readonly condition?: string;
  readonly names: Record<string, string>;
  readonly values: Attributes;
}

const mark = async (
  store: Store,
  { label, table, key, update, condition = 'attribute_exists(pk)', names, values }: Mark,
): Promise<Attributes> => {
  try {
    const reply = await store.client.send(
      label,
      new UpdateItemCommand({
        TableName: table,
        Key: toAttributes({ ...key }),
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ReturnValues: 'ALL_NEW',
      }),
    );
    return reply.Attributes ?? {};
  } catch (fault) {
    // The row has expired or moved meanwhile: there is nothing left to mark.
    if ((fault as Error).name === 'ConditionalCheckFailedException') return {};
    throw new DependencyUnavailable('dynamodb', fault);
  }
};

const reasonMax = 300;

export const dynamoOutboxMarks = (store: Store, clock: Clock): OutboxMarks => ({
  published: async (row) => {
    await mark(store, {
      label: 'outbox.published',
      table: store.tables.outbox,
      key: { pk: row.userKey, sk: row.groupId },
      update: 'SET #busAt = :now REMOVE #bp, #pendingSk',
      names: { '#busAt': 'busAt', '#bp': 'bp', '#pendingSk': 'pendingSk' },
      values: { ':now': { N: String(clock.now()) } },
    });
  },
  failed: async (row, reason) => {
    const after = await mark(store, {
      label: 'outbox.failed',
      table: store.tables.outbox,
      key: { pk: row.userKey, sk: row.groupId },
      update: 'SET #lastError = :reason ADD #attempts :one',
      names: { '#lastError': 'lastErrorB', '#attempts': 'attemptsB' },
      values: { ':reason': { S: reason.slice(0, reasonMax) }, ':one': { N: '1' } },
    });
    return Number(after.attemptsB?.N ?? '1');
  },
});

const commandKey = (command: Command): RowKey => ({
  pk: commandPartition(command.tenant, command.objectId),
  sk: command.commandId,
});

export const dynamoCommandMarks = (store: Store, clock: Clock): CommandMarks => ({
  done: async (command) => {
    await mark(store, {
      label: 'command.done',
      table: store.tables.commands,
      key: commandKey(command),
      update: 'SET #doneAt = :now REMOVE #cp, #pendingSk',
      names: { '#doneAt': 'doneAt', '#cp': 'cp', '#pendingSk': 'pendingSk' },
      values: { ':now': { N: String(clock.now()) } },
    });
  },
  failed: async (command, reason) => {
    const after = await mark(store, {
      label: 'command.failed',
      table: store.tables.commands,
      key: commandKey(command),
      update: 'SET #lastError = :reason ADD #attempts :one',
      names: { '#lastError': 'lastError', '#attempts': 'attempts' },
      values: { ':reason': { S: reason.slice(0, reasonMax) }, ':one': { N: '1' } },
    });
    return Number(after.attempts?.N ?? '1');
  },
});

/** Enough for the alarm; a longer backlog is not counted out. */
const backlogMax = 1_000;

const dueOf = (item: Attributes): Due => {
  const { pk, sk } = keyOfDue(item.dueSk?.S ?? '');
  const tenant = tenantOfKey(pk);
  const id = pk.slice(pk.lastIndexOf('#') + 1);
  if (sk === 'ORDER') return { kind: 'ORDER', tenant, orderId: id as never };
  if (sk === 'PAYMENT') return { kind: 'PAYMENT', tenant, paymentId: id as never };
  if (sk === 'SAGA') return { kind: 'SAGA', tenant, paymentId: id as never };
  if (sk.startsWith('REFUND#')) {
    const refundId = sk.slice('REFUND#'.length) as never;
    return { kind: 'REFUND', tenant, paymentId: id as never, refundId };
  }
  const attemptId = sk.slice('ATTEMPT#'.length);
  return { kind: 'ATTEMPT', tenant, paymentId: id as never, attemptId };
};

/** The row a due entry points at. */
const keyOf = (due: Due): RowKey => {
  switch (due.kind) {
    case 'ORDER':
      return orderKey(due.tenant, due.orderId);
    case 'ATTEMPT':
      return attemptKey(due.tenant, due.paymentId, due.attemptId);
    case 'SAGA':
      return sagaKey(due.tenant, due.paymentId);
    case 'PAYMENT':
      return paymentKey(due.tenant, due.paymentId);
    case 'REFUND':
      return refundKey(due.tenant, due.paymentId, due.refundId);
  }
};

/** Entries that wait for the bus. */
const busEntries = (store: Store, before: Instant, limit: number, after?: string) =>
  waiting(store, {
    label: 'outbox.pending',
    table: store.tables.outbox,
    index: 'busPending',
    attribute: 'bp',
    sort: 'pendingSk',
    partitionOf: (shard) => shard,
    before,
    limit,
    after,
  });

export const dynamoPendingWork = (store: Store): PendingWork => ({
  outboxRows: async (before, limit, after) => {
    const { entries, next } = await busEntries(store, before, limit, after);
    const { outbox: table } = store.tables;
    const rows = await readRows(store, 'outbox.row', table, entries.map(baseKey));
    // Read consistently: a marker that is gone by now is nobody's work.
    const marked = rows.filter((row) => row.bp !== undefined);
    const found = readEach<PendingRow>(marked, decodeOutboxRow, next);
    return { ...found, items: found.items.toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1)) };
  },
  outboxBacklog: async (before) => {
    const { entries } = await busEntries(store, before, backlogMax);
    const oldest = entries[0]?.pendingSk?.S;
    return {
      count: entries.length,
      ...(oldest === undefined ? {} : { since: fromIso(oldest.slice(0, 24)) }),
    };
  },
  commands: async (before, limit, after) => {
    const { commands: table } = store.tables;
    const { entries, next } = await waiting(store, {
      label: 'command.pending',
      table,
      index: 'commandPending',
      attribute: 'cp',
      sort: 'pendingSk',
      partitionOf: (shard) => shard,
      before,
      limit,
      after,
    });
    const rows = await readRows(store, 'command.byId', table, entries.map(baseKey));
    const marked = rows.filter((row) => row.cp !== undefined);
    return readEach(marked, decodeCommand, next);
  },
  due: async (kind, before, limit, after) => {
    const { entries, next } = await waiting(store, {
      label: 'due.list',
      table: store.tables.engine,
      index: 'due',
      attribute: 'duePk',
      sort: 'dueSk',
      partitionOf: (shard) => duePartition(kind, shard),
      before,
      limit,
      after,
    });
    return readEach(entries, dueOf, next);
  },
  moveOn: async (due, dueBefore, to) => {
    const key = keyOf(due);
    await mark(store, {
      label: 'due.later',
      table: store.tables.engine,
      key,
      update: 'SET #dueSk = :to',
      // Somebody has ended it, or has said when it is due next: then that holds.
      condition: '#dueSk < :before',
      names: { '#dueSk': 'dueSk' },
      values: { ':to': { S: dueSort(to, key) }, ':before': { S: toIso(dueBefore) } },
    });
  },
});

/** Group ids are UUIDv7, so a time is a bound on them. */
const firstIdOf = (at: Instant): string => uuidv7(at, 0, 0n);

export const dynamoEventHistory = (store: Store): EventHistory => ({
  of: async ({ tenant, userId, rootId, since }) => {
    const items = await readStretch(store, 'payment.events', {
      table: store.tables.outbox,
      partition: ['pk', outboxPartition(tenant, userId, rootId)],
      sort: { name: 'sk', from: firstIdOf(plus(since, -1)) },
    });
    return items.flatMap((item) => {
      if (item.rootId?.S !== rootId) return [];
      const { events, busAt } = decodeOutboxRow(item);
      return events.map((event) => ({
        event,
        ...(busAt === undefined ? {} : { publishedAt: busAt }),
      }));
    });
  },
});
