// The values of every variable that a function may ask for, in one place; what a function really
// receives is picked by the keys of its schema.
import { metricsNamespace } from '#core/contracts/outbox-metrics.ts';
import type { Stage } from '../config/resolve-stage.ts';
import type { Resources } from './resources.ts';

const limit = <Name extends string>(
  name: Name,
  { capacity, windowSeconds, burst }: Stage['rateLimit']['admin'],
) =>
  ({
    [`APP_RATE_LIMIT_${name}_CAPACITY`]: String(capacity),
    [`APP_RATE_LIMIT_${name}_WINDOW_SECONDS`]: String(windowSeconds),
    [`APP_RATE_LIMIT_${name}_BURST`]: String(burst),
  }) as Record<`APP_RATE_LIMIT_${Name}_${'CAPACITY' | 'WINDOW_SECONDS' | 'BURST'}`, string>;

const rateLimitValues = ({ rateLimit }: Stage) => ({
  APP_RATE_LIMIT_STORE: rateLimit.store,
  APP_RATE_LIMIT_EXPECTED_INSTANCES: '20',
  ...limit('AUTHORIZE', rateLimit.authorize),
  ...limit('CAPTURE', rateLimit.capture),
  ...limit('REFUND', rateLimit.refund),
  ...limit('ORDER', rateLimit.order),
  ...limit('READ', rateLimit.read),
  ...limit('ADMIN', rateLimit.admin),
});

const pgValues = (stage: Stage, { pgSecretArns, pgWebhookSecretArn }: Resources) => ({
  PG_TOSS_BASE_URL: stage.pg.adapters.find(({ id }) => id === 'toss')?.baseUrl ?? '',
  PG_TOSS_SECRET_ARN: pgSecretArns.toss ?? '',
  PG_SANDBOX_BASE_URL: stage.pg.adapters.find(({ id }) => id === 'sandbox')?.baseUrl ?? '',
  PG_SANDBOX_SECRET_ARN: pgSecretArns.sandbox ?? '',
  PG_SANDBOX_WEBHOOK_SECRET_ARN: pgWebhookSecretArn,
  PG_CONNECT_TIMEOUT_MS: '3000',
  PG_READ_TIMEOUT_MS: '10000',
});

const resourceValues = (resources: Resources) => ({
  ENGINE_TABLE_NAME: resources.tables.engine.tableName,
  IDEMPOTENCY_TABLE_NAME: resources.tables.idempotency.tableName,
  OUTBOX_TABLE_NAME: resources.tables.outbox.tableName,
  COMMANDS_TABLE_NAME: resources.tables.commands.tableName,
  READ_MODEL_TABLE_NAME: resources.tables.readModel.tableName,
  FIELD_KEY_ARN: resources.fieldKey.keyArn,
  AUDIT_KEY_ARN: resources.auditKey.keyArn,
  AUDIT_BUCKET_NAME: resources.auditBucketName,
  CURSOR_SECRET_ARN: resources.cursorSecretArn,
  EVENT_BUS_NAME: resources.bus.eventBusName,
  PAYMENT_SAGA_ARN: resources.machineArn,
  WATCHDOG_QUEUE_URL: resources.watchdog.queue.queueUrl,
  WEBHOOK_QUEUE_URL: resources.pgWebhook.queue.queueUrl,
  SWEEPER_QUEUE_URL: resources.sweeper.queue.queueUrl,
  DLQ_URLS: `{"relay":"${resources.relayDlq.queueUrl}","command":"${resources.commandDlq.queueUrl}"}`,
  DISPATCHER_FUNCTION_NAME: resources.dispatcherName,
  REDIS_URL: resources.redisUrl,
});

export const environmentValues = (stage: Stage, version: string, resources: Resources) => ({
  FLUXPAY_STAGE: stage.name,
  FLUXPAY_VERSION: version,
  POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
  POWERTOOLS_LOG_LEVEL: stage.lambda.logLevel,
  POWERTOOLS_LOGGER_SAMPLE_RATE: '0',
  POWERTOOLS_LOGGER_LOG_EVENT: 'false',
  APP_PRIMARY_ENVIRONMENT: stage.primaryEnvironment,
  APP_AUTH_TOLERANCE_SECONDS: '300',
  APP_IDEMPOTENCY_CACHE_TTL_SECONDS: String(stage.idempotency.cacheTtlSeconds),
  APP_SWEEP_AFTER_BUS_SECONDS: String(stage.outbox.sweepAfterSeconds.bus),
  APP_SWEEP_INTERVAL_SECONDS: String(stage.outbox.sweepIntervalSeconds),
  REDIS_MODE: stage.redis.mode,
  APP_REDIS_TIMEOUT_MS: '25',
  POLICY_BUNDLE: 'policies.json',
  ...rateLimitValues(stage),
  ...pgValues(stage, resources),
  ...resourceValues(resources),
});

/** The two values that differ from function to function. */
const ownValues = (folder: string, timeoutSeconds: number) => ({
  POWERTOOLS_SERVICE_NAME: folder,
  APP_IDEMPOTENCY_LEASE_SECONDS: String(timeoutSeconds + 5),
});

export type EnvironmentValues = ReturnType<typeof environmentValues>;
export type EnvironmentKey = keyof EnvironmentValues | keyof ReturnType<typeof ownValues>;

export const pickEnvironment = <Key extends EnvironmentKey>(
  shape: Record<Key, unknown>,
  values: EnvironmentValues,
  own: { folder: string; timeoutSeconds: number },
): Record<Key, string> => {
  const all: Record<EnvironmentKey, string> = {
    ...values,
    ...ownValues(own.folder, own.timeoutSeconds),
  };
  const keys = Object.keys(shape) as Key[];
  return Object.fromEntries(keys.map((key) => [key, all[key]])) as Record<Key, string>;
};
