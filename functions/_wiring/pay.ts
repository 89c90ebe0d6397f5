// The PG of the stage behind its port, and what calling it needs.
import {
  cachedSecrets,
  type OpenSecrets,
  secretsManager,
} from '#adapters/secrets/secrets-manager.ts';
import type { Exchange } from '#adapters/toss/exchange.ts';
import { tossGateway } from '#adapters/toss/toss-gateway.ts';
import type { RuntimeDeps } from './runtime.ts';
import { answerTtlSeconds } from './store.ts';

export interface PayEnv {
  readonly pgTossBaseUrl: string;
  readonly pgTossSecretArn: string;
  readonly pgConnectTimeoutMs: number;
  readonly pgReadTimeoutMs: number;
}

/** The PG call of a saga is short: its timeout only becomes a read, and 30 s are promised. */
const cancelTimeoutMs = 5_000;

/** Another wire to the PG and another source of its key than the real ones. */
export interface PayCuts {
  readonly exchange?: Exchange;
  readonly openSecrets?: OpenSecrets;
}

export const payDeps = (env: PayEnv, runtime: RuntimeDeps, cuts: PayCuts = {}) => {
  const read = cachedSecrets(secretsManager(runtime, cuts.openSecrets), runtime);
  const toss = tossGateway({
    ...runtime,
    ...(cuts.exchange && { exchange: cuts.exchange }),
    baseUrl: env.pgTossBaseUrl,
    secretKey: () => read(env.pgTossSecretArn),
    connectTimeoutMs: env.pgConnectTimeoutMs,
    onUnusableSecret: (misfit, { environment }) =>
      runtime.telemetry({ level: 'ERROR', message: 'pg.secret', fields: { misfit, environment } }),
  });
  return {
    gateways: () => toss,
    callTimeoutMs: env.pgReadTimeoutMs,
    cancelTimeoutMs,
    answerTtlSeconds,
  };
};
