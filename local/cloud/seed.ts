// The merchants and keys every local client finds: made once per data set, through the admin API.
import { existsSync, readFileSync } from 'node:fs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { type AdminAnswer, type AdminClient, adminClient } from './admin-client.ts';
import { emulatedAws } from './emulated-aws.ts';
import { inCache, logOf, writeOwnFile } from './places.ts';
import { Setback } from './setback.ts';

export type ApiKey = { readonly keyId: string; readonly secret: string };

export type Seeds = {
  readonly merchant: ApiKey & { readonly merchantId: string };
  readonly readOnly: ApiKey;
  readonly otherMerchant: ApiKey & { readonly merchantId: string };
  /** Where the PG's webhooks about M123 go, below the address of the API. */
  readonly webhookPath: string;
};

export type SeedTarget = {
  readonly adminUrl: string;
  readonly awsEndpointUrl: string;
  readonly operatorRoleArn: string;
  readonly engineTable: string;
};

const allScopes = [
  ...['orders:read', 'orders:write', 'payments:read', 'payments:write'],
  ...['refunds:write', 'callbacks:write', 'idempotency:read'],
];
const readScopes = allScopes.filter((scope) => scope.endsWith(':read'));

/** The simulator's; it speaks both protocols with one pair of keys. */
const clientKey = 'test_ck_liar_tliar01';

const webhookPathIn = z.object({
  webhookUrls: z.object({ test: z.object({ toss: z.string() }) }),
});

const merchants = [
  {
    merchantId: 'M123',
    name: 'Lumen',
    services: ['lumen-ai', 'lumen-quick', 'shop', 'shop-sandbox'],
  },
  { merchantId: 'M777', name: 'Other shop', services: ['shop'] },
];
const keys = [
  { name: 'merchant', merchantId: 'M123', label: 'local, all scopes', scopes: allScopes },
  { name: 'readOnly', merchantId: 'M123', label: 'local, read only', scopes: readScopes },
  { name: 'otherMerchant', merchantId: 'M777', label: 'local, all scopes', scopes: allScopes },
];

type SeedFile = {
  readonly dataSet: string;
  readonly webhookPath: string;
  readonly keys: Readonly<Record<string, ApiKey>>;
};
const file = inCache('seed.json');

/** Each key is written down as soon as it exists: its secret is shown once, two per merchant fit. */
export async function seed(target: SeedTarget): Promise<Seeds & { readonly wasSeeded: boolean }> {
  const dataSet = await dataSetOf(target);
  const known = readSeedFile();
  const isSame = known?.dataSet === dataSet && known.webhookPath !== undefined;
  let made = isSame ? known.keys : {};
  let webhookPath = isSame ? known.webhookPath : '';
  const missing = keys.filter(({ name }) => made[name] === undefined);
  if (missing.length > 0) {
    const admin = await adminClient({
      adminUrl: target.adminUrl,
      awsEndpointUrl: target.awsEndpointUrl,
      roleArn: target.operatorRoleArn,
      sessionName: 'local-seed',
    });
    if (Object.keys(made).length === 0) webhookPath = await createMerchants(admin, dataSet);
    for (const key of missing) {
      made = { ...made, [key.name]: await createKey(admin, key, dataSet) };
      writeOwnFile(file, `${JSON.stringify({ dataSet, webhookPath, keys: made }, null, 2)}\n`);
    }
  }
  return { ...seedsOf(made), webhookPath, wasSeeded: missing.length === 0 };
}

function seedsOf(made: Readonly<Record<string, ApiKey>>): Omit<Seeds, 'webhookPath'> {
  const { merchant, readOnly, otherMerchant } = made;
  if (merchant === undefined || readOnly === undefined || otherMerchant === undefined) {
    throw failure('the seed file lacks a key');
  }
  return {
    merchant: { merchantId: 'M123', ...merchant },
    readOnly,
    otherMerchant: { merchantId: 'M777', ...otherMerchant },
  };
}

/** An emulator that lost its data has a younger table, so old keys are not taken for usable. */
async function dataSetOf(target: SeedTarget): Promise<string> {
  const client = new DynamoDBClient(emulatedAws(target.awsEndpointUrl));
  const { Table: table } = await client.send(
    new DescribeTableCommand({ TableName: target.engineTable }),
  );
  client.destroy();
  return `${target.engineTable}@${table?.TableId ?? table?.CreationDateTime?.toISOString()}`;
}

function readSeedFile(): SeedFile | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SeedFile) : undefined;
}

/** @returns Where the webhooks about the first one go. */
async function createMerchants(admin: AdminClient, dataSet: string): Promise<string> {
  const paths: string[] = [];
  for (const merchant of merchants) {
    const answer = await admin({
      method: 'POST',
      path: '/admin/v1/merchants',
      idempotencyKey: keyOf('merchant', merchant.merchantId, dataSet),
      body: {
        ...merchant,
        providers: { test: { toss: { clientKey }, sandbox: { clientKey } } },
        reason: 'Seed of the local stage',
      },
    });
    // Stopped after this merchant and before its first key, an earlier run is replayed here.
    if (!answer.isSuccess) throw refused('create merchant', answer);
    paths.push(webhookPathIn.parse(answer.result).webhookUrls.test.toss);
  }
  return paths[0] ?? '';
}

async function createKey(
  admin: AdminClient,
  key: (typeof keys)[number],
  dataSet: string,
): Promise<ApiKey> {
  const answer = await admin({
    method: 'POST',
    path: `/admin/v1/merchants/${key.merchantId}/api-keys`,
    idempotencyKey: keyOf('key', key.name, dataSet),
    body: {
      environment: 'test',
      scopes: key.scopes,
      label: key.label,
      reason: 'Seed of the local stage',
    },
  });
  const { keyId, secret } = answer.result ?? {};
  if (answer.isSuccess && typeof keyId === 'string' && typeof secret === 'string') {
    return { keyId, secret };
  }
  if (answer.isSuccess) {
    throw new Setback(`create key ${key.name}: it was made before, and its secret is shown once`, {
      part: 'seed',
      log: logOf('emulator'),
      next: 'npm run clean, then npm run local:up: the local data starts over',
    });
  }
  throw refused('create key', answer);
}

/**
 * Deterministic: a repeat after a lost answer is a replay and makes no third key. The replay shows
 * no secret, so the set-up then stops and says how to start over.
 */
const keyOf = (kind: string, name: string, dataSet: string): string =>
  `local-seed-${kind}-${name}-${dataSet.replaceAll(/[^A-Za-z0-9-]/gu, '').slice(-40)}`;

const refused = (what: string, answer: AdminAnswer): Setback =>
  failure(`${what}: ${answer.status} ${answer.code} ${answer.message.slice(0, 300)}`);

const failure = (reason: string): Setback =>
  new Setback(reason, {
    part: 'seed',
    log: logOf('emulator'),
    next: 'npm run local:logs -- <admin function>, then npm run local:down and local:up',
  });
