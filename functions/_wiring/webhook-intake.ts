// What taking in a PG's webhook needs: addresses, what came before, the queue, and how each PG writes.
import { dynamoSeenWebhooks, dynamoWebhookEndpoints } from '#adapters/dynamo/dynamo-webhooks.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { sandboxWebhooks } from '#adapters/sandbox/sandbox-webhooks.ts';
import {
  cachedSecrets,
  type OpenSecrets,
  secretsManager,
} from '#adapters/secrets/secrets-manager.ts';
import { tossWebhooks } from '#adapters/toss/toss-webhooks.ts';
import type { AcceptWebhookDeps } from '#core/webhooks/accept-webhook.ts';
import { cachedEndpoints } from '#core/webhooks/cached-endpoints.ts';
import { forgedWebhooks, type MetricNames } from './count-line.ts';
import { type Client, webhookQueueOf } from './messaging.ts';
import type { RuntimeDeps } from './runtime.ts';

export interface IntakeEnv extends MetricNames {
  readonly webhookQueueUrl: string;
  /** Empty where the stage has no sandbox. */
  readonly pgSandboxWebhookSecretArn: string;
}

/** Other clients than those of AWS, and another ear than the log. */
export interface IntakeCuts {
  readonly client?: Client;
  readonly openSecrets?: OpenSecrets;
  readonly countForged?: AcceptWebhookDeps['countForged'];
}

const formatsOf = (
  { pgSandboxWebhookSecretArn: secretArn }: IntakeEnv,
  runtime: RuntimeDeps,
  openSecrets: OpenSecrets | undefined,
): AcceptWebhookDeps['formats'] => {
  const toss = tossWebhooks(runtime.digests);
  if (secretArn === '') return { toss };
  const read = cachedSecrets(secretsManager(runtime, openSecrets), runtime);
  const onUnusableSecret = () =>
    runtime.telemetry({ level: 'ERROR', message: 'pg.webhook-secret', fields: {} });
  const secrets = () => read(secretArn);
  return { toss, sandbox: sandboxWebhooks({ ...runtime, secrets, onUnusableSecret }) };
};

export const webhookIntake = (
  env: IntakeEnv,
  store: Store,
  runtime: RuntimeDeps,
  cuts: IntakeCuts = {},
): AcceptWebhookDeps => ({
  ...runtime,
  endpoints: cachedEndpoints(dynamoWebhookEndpoints(store), runtime.instance),
  seen: dynamoSeenWebhooks(store, runtime.clock),
  webhookQueue: webhookQueueOf(env, runtime, cuts.client),
  formats: formatsOf(env, runtime, cuts.openSecrets),
  countForged: cuts.countForged ?? forgedWebhooks(env, runtime.clock),
});
