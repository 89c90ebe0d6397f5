// `.fluxpay/local.json`: where the local cloud is and with which keys, for every client, test and
// script. Field names are a contract (operations specification, section 0).
import { existsSync, readFileSync } from 'node:fs';
import { inCache, writeOwnFile } from './places.ts';
import { Setback } from './setback.ts';

export type LocalCloud = {
  readonly apiUrl: string;
  readonly adminUrl: string;
  readonly awsEndpointUrl: string;
  readonly region: string;
  readonly stage: string;
  readonly profile: string;
  readonly pgUrl: string;
  readonly redisUrl: string;
  readonly kafkaBootstrap?: string;
  readonly environment: 'test' | 'live';
  readonly merchantId: string;
  readonly keyId: string;
  readonly secret: string;
  readonly readOnlyKeyId: string;
  readonly readOnlySecret: string;
  readonly otherMerchant: {
    readonly merchantId: string;
    readonly keyId: string;
    readonly secret: string;
  };
  /** Where the PG's webhooks about the merchant go. */
  readonly webhookUrl: string;
  readonly busName: string;
  /** By short name: `engine`, `outbox`, `commands`, `idempotency`, `readModel`. */
  readonly tables: Readonly<Record<string, string>>;
  readonly pids: Readonly<Record<string, number>>;
  readonly startedAt: string;
};

export const localFile = inCache('local.json');

export function writeLocalFile(cloud: LocalCloud): void {
  writeOwnFile(localFile, `${JSON.stringify(cloud, null, 2)}\n`);
}

/** @throws Setback when the local cloud was never started here. */
export function readLocalFile(): LocalCloud {
  if (existsSync(localFile)) return JSON.parse(readFileSync(localFile, 'utf8')) as LocalCloud;
  throw new Setback('the local cloud is not running', { part: 'local', next: 'npm run local:up' });
}
