// What every end-to-end test begins with: where the cloud is, and a client of each merchant.

import { type LocalCloud, readLocalFile } from '#local/cloud/local-file.ts';
import { engineClient } from '#local/demo/engine-client.ts';
import { comingBack } from './coming-back.ts';
import type { EngineClient } from './engine-reply.ts';

export type Credentials = {
  readonly apiUrl: string;
  readonly keyId: string;
  readonly secret: string;
};

export type RunningCloud = LocalCloud & {
  /** M123: all scopes. It comes again where nothing was decided, as all clients here but the hasty one. */
  readonly merchant: EngineClient;
  /** M123 again: every answer is told as it came. */
  readonly hasty: EngineClient;
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
    merchant: comingBack(engineClient(merchantKey)),
    hasty: engineClient(merchantKey),
    merchantKey,
    reader: comingBack(engineClient({ apiUrl, keyId: readOnlyKeyId, secret: readOnlySecret })),
    stranger: comingBack(engineClient(strangerKey)),
    strangerKey,
  };
}
