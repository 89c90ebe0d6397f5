// Outbox rows and command rows. Each is born with its pending marker, in the business transaction;
// only an acknowledgement removes it.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import { assert } from '#core/kernel/assert.ts';
import type { Uuid } from '#core/kernel/ids.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { Command, CommandBody } from '#core/outbox/command.ts';
import type { OutboxRow } from '#core/outbox/outbox-row.ts';
import type { PendingRow } from '#core/outbox/publish-row.ts';
import { deflated, inflated } from './deflated.ts';
import { commandPartition, outboxPartition, tenantOfKey } from './keys.ts';
import { type Attributes, fromAttributes, type Row, toAttributes } from './row-values.ts';
import { type Store, shardOf } from './store.ts';

const outboxLifeSeconds = 30 * 86_400;
const commandLifeSeconds = 7 * 86_400;

/** `2026030104#7`: an hour of the index by time, one shard of it. */
export const outboxHour = (at: Instant, shard: string): string =>
  `${toIso(at).slice(0, 13).replaceAll(/[-T]/gu, '')}#${shard}`;

export const outboxItem = (store: Store, row: OutboxRow): TransactWriteItem => {
  const shard = shardOf(row.groupId, store.shards);
  return {
    Put: {
      TableName: store.tables.outbox,
      Item: toAttributes({
        pk: outboxPartition(row.tenant, row.userId, row.rootId),
        sk: row.groupId,
        n: row.events.length,
        events: deflated(row.events),
        audit: { ...row.audit } as Row,
        rootId: row.rootId,
        createdAt: row.createdAt,
        byTimePk: outboxHour(row.createdAt, shard),
        byTimeSk: row.groupId,
        // A row without events waits for no sink.
        ...(row.events.length === 0
          ? {}
          : { bp: shard, pendingSk: `${toIso(row.createdAt)}#${row.groupId}` }),
        expiresAt: Math.ceil(row.createdAt / 1_000) + outboxLifeSeconds,
      }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
};

export const decodeOutboxRow = (
  item: Attributes,
): PendingRow & { readonly rootId: string; readonly busAt?: Instant } => {
  const row = fromAttributes(item) as unknown as {
    readonly pk: string;
    readonly sk: Uuid;
    readonly rootId: string;
    readonly events: Uint8Array;
    readonly attemptsB?: number;
    readonly busAt?: Instant;
  };
  return {
    tenant: tenantOfKey(row.pk),
    userKey: row.pk,
    groupId: row.sk,
    rootId: row.rootId,
    attempts: row.attemptsB ?? 0,
    events: inflated(row.events) as CloudEvent[],
    ...(row.busAt === undefined ? {} : { busAt: row.busAt }),
  };
};

export const commandItem = (store: Store, command: Command): TransactWriteItem => ({
  Put: {
    TableName: store.tables.commands,
    Item: toAttributes({
      pk: commandPartition(command.tenant, command.objectId),
      sk: command.commandId,
      objectId: command.objectId,
      kind: command.body.kind,
      payload: JSON.stringify(command.body),
      cp: shardOf(command.commandId, store.shards),
      pendingSk: `${toIso(command.createdAt)}#${command.commandId}`,
      createdAt: command.createdAt,
      expiresAt: Math.ceil(command.createdAt / 1_000) + commandLifeSeconds,
    }),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

export const decodeCommand = (item: Attributes): Command => {
  const row = fromAttributes(item) as unknown as {
    readonly pk: string;
    readonly sk: Uuid;
    readonly objectId: string;
    readonly payload: string;
    readonly createdAt: Instant;
  };
  const body = JSON.parse(row.payload) as CommandBody | null;
  assert(typeof body?.kind === 'string', 'a stored command has a kind');
  return {
    tenant: tenantOfKey(row.pk),
    commandId: row.sk,
    objectId: row.objectId,
    createdAt: row.createdAt,
    body,
  };
};
