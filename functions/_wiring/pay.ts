// The PGs of the stage behind their port, and what calling them needs.
import type { Exchange } from '#adapters/pg-http/exchange.ts';
import type { HttpGatewayOptions } from '#adapters/pg-http/pg-client.ts';
import { sandboxGateway } from '#adapters/sandbox/sandbox-gateway.ts';
import {
  cachedSecrets,
  type OpenSecrets,
  secretsManager,
} from '#adapters/secrets/secrets-manager.ts';
import { tossGateway } from '#adapters/toss/toss-gateway.ts';
import { present } from '#core/kernel/assert.ts';
import type { FollowUp } from '#core/payments/apply-evidence.ts';
import type { PaymentGateway } from '#core/payments/payment-gateway.ts';
import type { RuntimeDeps } from './runtime.ts';
import { answerTtlSeconds } from './store.ts';

export interface PayEnv {
  readonly pgTossBaseUrl: string;
  readonly pgTossSecretArn: string;
  readonly pgSandboxBaseUrl: string;
  readonly pgSandboxSecretArn: string;
  readonly pgConnectTimeoutMs: number;
  readonly pgReadTimeoutMs: number;
}

/** The PG call of a saga is short: its timeout only becomes a read, and 30 s are promised. */
const cancelTimeoutMs = 5_000;

const loadFollowUp = async (): Promise<FollowUp> =>
  (await import('#core/payments/follow-up.ts')).followUp;

/** Another wire to the PG another source of its key, and modules that are there already. */
export interface PayCuts {
  readonly exchange?: Exchange;
  readonly openSecrets?: OpenSecrets;
  readonly loadFollowUp?: typeof loadFollowUp;
}

export const payDeps = (env: PayEnv, runtime: RuntimeDeps, cuts: PayCuts = {}) => {
  const read = cachedSecrets(secretsManager(runtime, cuts.openSecrets), runtime);
  const optionsOf = (baseUrl: string, secretArn: string): HttpGatewayOptions => ({
    ...runtime,
    ...(cuts.exchange && { exchange: cuts.exchange }),
    baseUrl,
    secretKey: () => read(secretArn),
    connectTimeoutMs: env.pgConnectTimeoutMs,
    onUnusableSecret: (misfit, { environment }) =>
      runtime.telemetry({ level: 'ERROR', message: 'pg.secret', fields: { misfit, environment } }),
  });
  /** By the name that policies and payments give it. */
  const connectors = new Map<string, PaymentGateway>([
    ['toss', tossGateway(optionsOf(env.pgTossBaseUrl, env.pgTossSecretArn))],
    ['sandbox', sandboxGateway(optionsOf(env.pgSandboxBaseUrl, env.pgSandboxSecretArn))],
  ]);
  return {
    gateways: (provider: string): PaymentGateway =>
      present(connectors.get(provider), 'a payment names a PG that has a connector'),
    callTimeoutMs: env.pgReadTimeoutMs,
    cancelTimeoutMs,
    answerTtlSeconds,
    loadFollowUp: cuts.loadFollowUp ?? loadFollowUp,
  };
};
