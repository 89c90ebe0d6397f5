// The PGs of the stage behind their port, and what calling them needs.
import type { Store } from '#adapters/dynamo/store.ts';
import type { Exchange } from '#adapters/pg-http/exchange.ts';
import type { HttpGatewayOptions } from '#adapters/pg-http/pg-client.ts';
import { sandboxGateway } from '#adapters/sandbox/sandbox-gateway.ts';
import {
  cachedSecrets,
  type OpenSecrets,
  secretsManager,
} from '#adapters/secrets/secrets-manager.ts';
import { tossGateway } from '#adapters/toss/toss-gateway.ts';
import type { BreakerGate } from '#core/breakers/ports.ts';
import { present } from '#core/kernel/assert.ts';
import type { FollowUp } from '#core/payments/apply-evidence.ts';
import type { PaymentGateway, TwoStepGateway } from '#core/payments/payment-gateway.ts';
import type { Breakers, breakersOver } from './breakers.ts';
import type { MetricNames } from './count-line.ts';
import type { RuntimeDeps } from './runtime.ts';
import { answerTtlSeconds } from './store.ts';

export interface PayEnv extends MetricNames {
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
  /** Without the loading, which takes real time. */
  readonly loadBreakers?: () => Promise<{ readonly breakersOver: typeof breakersOver }>;
}

const loadBreakers = () => import('./breakers.ts');

/** The gateway behind its breaker, as soon as that is there. */
const guarded = (
  breakers: Promise<Breakers>,
  provider: string,
  gateway: PaymentGateway,
): PaymentGateway => {
  const ready = breakers.then(({ guard }) => guard(gateway, provider));
  const { twoStep } = gateway;
  const twoStepOf = async (): Promise<TwoStepGateway> =>
    present((await ready).twoStep, 'a breaker leaves a gateway its calls');
  return {
    ...gateway,
    confirm: async (request) => (await ready).confirm(request),
    cancel: async (request) => (await ready).cancel(request),
    ...(twoStep && {
      twoStep: {
        authorize: async (request) => (await twoStepOf()).authorize(request),
        capture: async (request) => (await twoStepOf()).capture(request),
        void: async (request) => (await twoStepOf()).void(request),
      },
    }),
  };
};

export const payDeps = (env: PayEnv, store: Store, runtime: RuntimeDeps, cuts: PayCuts = {}) => {
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
  const load = cuts.loadBreakers ?? loadBreakers;
  const breakers = load().then((loaded) => loaded.breakersOver(env, store, runtime));
  const { pgTossBaseUrl, pgTossSecretArn, pgSandboxBaseUrl, pgSandboxSecretArn } = env;
  /** By the name that policies and payments give it. */
  const connectors = new Map(
    Object.entries({
      toss: tossGateway(optionsOf(pgTossBaseUrl, pgTossSecretArn)),
      sandbox: sandboxGateway(optionsOf(pgSandboxBaseUrl, pgSandboxSecretArn)),
    }).map(([provider, gateway]) => [provider, guarded(breakers, provider, gateway)]),
  );
  return {
    gateways: (provider: string): PaymentGateway =>
      present(connectors.get(provider), 'a payment names a PG that has a connector'),
    permits: (async (provider, operation) =>
      (await breakers).permits(provider, operation)) satisfies BreakerGate,
    onUnrecorded: (error: unknown) => {
      runtime.telemetry({ level: 'WARN', message: 'pg.unrecorded', fields: {}, error });
      // They are there: nothing is sent without them.
      void breakers.then(
        ({ countUnrecorded }) => countUnrecorded(error),
        () => undefined,
      );
    },
    callTimeoutMs: env.pgReadTimeoutMs,
    cancelTimeoutMs,
    answerTtlSeconds,
    loadFollowUp: cuts.loadFollowUp ?? loadFollowUp,
  };
};
