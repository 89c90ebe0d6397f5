// The rows every world begins with: two merchants and their keys, as an operator left them long ago.
import { createHash } from 'node:crypto';
import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { EncryptCommand } from '@aws-sdk/client-kms';
import {
  apiKeyItem,
  encoded,
  endpointItem,
  merchantItem,
} from '#adapters/dynamo/aggregate-items.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import { endpointsOf, type Merchant } from '#core/merchants/merchant.ts';
import type { Credentials } from './client.ts';
import { simulated } from './compose-environment.ts';

export type MerchantName = 'M123' | 'M777';

/** When every world begins, in ms since 1970. */
export const startMs = Date.UTC(2026, 2, 2, 4, 0, 0);

export const credentialsOf = (merchant: MerchantName): Credentials => ({
  keyId: `fpk_test_${merchant}_01`,
  secret: `fps_test_${merchant.toLowerCase().padEnd(40, '0')}`,
});

const clientKey = 'test_ck_liar_tliar01';

/** The key of the PG simulator. */
export const pgSecret = 'test_sk_liar_tliar01';

/** What it signs the webhooks of the sandbox with: two, for one of them is on its way out. */
export const webhookSecrets = ['whsec_sandbox_world_new', 'whsec_sandbox_world_old'] as const;

const scopes = [
  'orders:write',
  'orders:read',
  'payments:write',
  'payments:read',
  'refunds:write',
  'callbacks:write',
  'idempotency:read',
];

const createdAt = (startMs - 86_400_000) as ApiKey['createdAt'];

const sealedSecret = async (merchant: MerchantName): Promise<string> => {
  const { keyId, secret } = credentialsOf(merchant);
  const sealed = (await memoryKms([simulated.fieldKeyArn]).send(
    new EncryptCommand({
      KeyId: simulated.fieldKeyArn,
      Plaintext: Buffer.from(secret),
      EncryptionContext: { purpose: 'api-key', tenant: `test.${merchant}`, keyId },
    }),
  )) as { readonly CiphertextBlob: Uint8Array };
  return Buffer.from(sealed.CiphertextBlob).toString('base64');
};

const keyOf = async (merchant: MerchantName): Promise<ApiKey> => ({
  keyId: credentialsOf(merchant).keyId as ApiKey['keyId'],
  merchantId: merchant as ApiKey['merchantId'],
  environment: 'test',
  scopes,
  state: 'ACTIVE',
  label: 'shop',
  secretCipher: await sealedSecret(merchant),
  createdAt,
});

/** Fixed, so that the PG's side of a world knows them too. */
export const webhookEndpointsOf = (merchant: MerchantName): Merchant['webhookEndpoints'] => ({
  live: createHash('sha256').update(`live.${merchant}`).digest('hex').slice(0, 32),
  test: createHash('sha256').update(`test.${merchant}`).digest('hex').slice(0, 32),
});

const merchantOf = (merchant: MerchantName): Merchant => ({
  merchantId: merchant as Merchant['merchantId'],
  name: merchant,
  status: 'ACTIVE',
  services: [],
  providers: { test: { toss: { clientKey }, sandbox: { clientKey } } },
  keyIds: { live: [], test: [credentialsOf(merchant).keyId as ApiKey['keyId']] },
  webhookEndpoints: webhookEndpointsOf(merchant),
  version: 1,
  createdAt,
});

type Item = NonNullable<PutItemCommandInput['Item']>;

const shards = 16;

const itemsOf = async (name: MerchantName): Promise<Item[]> => {
  const merchant = merchantOf(name);
  const key = await keyOf(name);
  const at = ({ pk, sk }: { readonly pk: string; readonly sk: string }): Item => ({
    pk: { S: pk },
    sk: { S: sk },
  });
  return [
    { ...at(merchantItem.key(merchant)), ...encoded(merchantItem, merchant, shards) },
    { ...at(apiKeyItem.key(key)), ...encoded(apiKeyItem, key, shards) },
    ...endpointsOf(merchant).map((endpoint) => ({
      ...at(endpointItem.key(endpoint)),
      ...encoded(endpointItem, endpoint, shards),
    })),
  ];
};

const merchants: readonly MerchantName[] = ['M123', 'M777'];

let rows: readonly Item[] | undefined;
let credentials: readonly (readonly [string, object])[] = [];

/** Makes the rows once per process: sealing a key is asynchronous, making a world is not. */
export const prepareWorlds = async (): Promise<void> => {
  if (rows !== undefined) return;
  const made: Item[] = [];
  for (const name of merchants) made.push(...(await itemsOf(name)));
  credentials = await Promise.all(
    merchants.map(async (name) => {
      const { keyId, secret } = credentialsOf(name);
      return [keyId, { key: await keyOf(name), secret, merchant: merchantOf(name) }] as const;
    }),
  );
  rows = made;
};

/** An API key stays known for this long, a secret of the stage longer. */
const keysKnownMs = 60_000;
const secretsKnownMs = 300_000;

/**
 * What an instance remembers that has served before: keys and the PG's secret. A new one, after a crash
 * or by the fault `cold`, knows nothing.
 */
export const warmMemory = (): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ['telemetry.cold-start', { isCold: false }],
    [
      'merchants.api-keys',
      new Map(
        credentials.map(([keyId, credential]) => [
          keyId,
          { credential, until: startMs + keysKnownMs },
        ]),
      ),
    ],
    [
      'secrets.kept',
      new Map(
        Object.values(simulated.pgSecretArns).map((arn) => [
          arn,
          { text: pgSecret, until: startMs + secretsKnownMs },
        ]),
      ),
    ],
  ]);

/** @throws Error before `prepareWorlds` has ended. */
export const setUpRows = (): readonly Item[] => {
  if (rows === undefined) throw new Error('worlds are not prepared');
  return rows;
};
