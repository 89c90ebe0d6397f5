// What every end-to-end test begins with: where the cloud is, and a client of each merchant.

import { type LocalCloud, readLocalFile } from '#local/cloud/local-file.ts';
import { engineClient } from '#local/demo/engine-client.ts';
import type { EngineClient } from './engine-reply.ts';

export type Credentials = {
  readonly apiUrl: string;
  readonly keyId: string;
  readonly secret: string;
};

export type RunningCloud = LocalCloud & {
  /** M123: all scopes. */
  readonly merchant: EngineClient;
  readonly merchantKey: Credentials;
  /** M123 again, with a key that may only read. */
  readonly reader: EngineClient;
  /** M777: all scopes. */
  readonly stranger: EngineClient;
  readonly strangerKey: Credentials;
};

export function runningCloud(): RunningCloud {
  const local = readLocalFile();
  const { apiUrl, keyId, secret, otherMerchant, readOnlyKeyId, readOnlySecret } = local;
  const merchantKey = { apiUrl, keyId, secret };
  const strangerKey = { apiUrl, keyId: otherMerchant.keyId, secret: otherMerchant.secret };
  return {
    ...local,
    merchant: engineClient(merchantKey),
    merchantKey,
    reader: engineClient({ apiUrl, keyId: readOnlyKeyId, secret: readOnlySecret }),
    stranger: engineClient(strangerKey),
    strangerKey,
  };
}
