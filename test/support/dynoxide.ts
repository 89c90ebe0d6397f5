// A DynamoDB emulator (Dynoxide) of one test: in memory, on a free port of the loopback, ended by
// its pid. The client it comes with is the SDK's own, so what is tested crosses the real wire.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { keyNames, type TableDefinition } from '#adapters/memory/dynamo/table-definition.ts';

export type Dynoxide = {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly createTable: (table: TableDefinition) => Promise<void>;
  readonly deleteTable: (name: string) => Promise<void>;
  /** Ends the process and waits for its end. Nothing it held is kept. */
  readonly stop: () => Promise<void>;
};

function binary(): string {
  const manifest = import.meta.resolve('@dynoxide/linux-x64/package.json');
  return join(dirname(fileURLToPath(manifest)), 'dynoxide');
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port to be had');
  return address.port;
}

async function launch(port: number): Promise<ChildProcess> {
  const child = spawn(binary(), ['serve', '--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`dynoxide ended with ${String(code)}`);
  });
  // It says that it listens on one of its two outputs; later lines are let go unread.
  const ready = Promise.race([
    saysListening(child.stdout as Readable),
    saysListening(child.stderr as Readable),
  ]);
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
  await Promise.race([accepts(port), failed]);
  // A test process that ends by an error must not leave the emulator behind.
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

/** It may say that it listens a moment before it does, so the port itself is asked. */
async function accepts(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
}

/** Stays open when it has heard enough: a later line into a closed pipe would end the emulator. */
async function saysListening(output: Readable): Promise<void> {
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    if (String(chunk).includes('listening')) break;
  }
  output.resume();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function projectionOf(projection: 'KEYS_ONLY' | 'ALL' | readonly string[]) {
  if (typeof projection === 'string') return { ProjectionType: projection };
  return { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projection] };
}

function schemaOf(keys: { readonly partitionKey: string; readonly sortKey?: string }) {
  return keyNames(keys).map((name, at) => ({
    AttributeName: name,
    KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));
}

function creationOf(table: TableDefinition): CreateTableCommand {
  const names = new Set([table, ...table.indexes].flatMap((keys) => keyNames(keys)));
  const indexes = table.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: schemaOf(index),
    Projection: projectionOf(index.projection),
  }));
  return new CreateTableCommand({
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schemaOf(table),
    AttributeDefinitions: [...names].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
    ...(table.stream === true
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }
      : {}),
  });
}

export async function startDynoxide(): Promise<Dynoxide> {
  const port = await freePort();
  const child = await launch(port);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    endpoint,
    client,
    createTable: async (table) => {
      await client.send(creationOf(table));
    },
    deleteTable: async (name) => {
      await client.send(new DeleteTableCommand({ TableName: name }));
    },
    stop: async () => {
      client.destroy();
      await end(child);
    },
  };
}
