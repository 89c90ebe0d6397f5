// Fragments of the environment, one per capability. A Lambda's env.ts spreads the ones it takes,
// and the stack must supply exactly their keys. Bare schemas: reading this file runs nothing.
import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));
const count = z.coerce.number().check(z.int(), z.nonnegative());
const positive = z.coerce.number().check(z.int(), z.positive());

/** An allowance of one rate-limit policy: requests per window, and how many may come at once. */
const limit = { capacity: count, windowSeconds: positive, burst: positive } as const;

export const telemetry = {
  FLUXPAY_STAGE: name,
  FLUXPAY_VERSION: name,
  POWERTOOLS_SERVICE_NAME: name,
  POWERTOOLS_METRICS_NAMESPACE: name,
  POWERTOOLS_LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  POWERTOOLS_LOGGER_SAMPLE_RATE: z.coerce.number(),
  POWERTOOLS_LOGGER_LOG_EVENT: z.literal('false'),
};

export const engineTable = { ENGINE_TABLE_NAME: name };
export const idempotencyTable = { IDEMPOTENCY_TABLE_NAME: name };
export const outboxTable = { OUTBOX_TABLE_NAME: name };
export const commandsTable = { COMMANDS_TABLE_NAME: name };

export const readModelTable = { READ_MODEL_TABLE_NAME: name };

/** The four tables that one business transaction may span. */
export const transactionTables = {
  ...engineTable,
  ...idempotencyTable,
  ...outboxTable,
  ...commandsTable,
};

/** `REDIS_URL` is empty where `REDIS_MODE` is `none`. */
export const redis = {
  REDIS_MODE: z.enum(['none', 'elasticache-serverless', 'external']),
  REDIS_URL: z.string(),
  APP_REDIS_TIMEOUT_MS: positive,
};

export const rateLimit = {
  APP_RATE_LIMIT_STORE: z.enum(['redis', 'dynamodb', 'off']),
  APP_RATE_LIMIT_EXPECTED_INSTANCES: positive,
};

export const authorizeLimit = {
  APP_RATE_LIMIT_AUTHORIZE_CAPACITY: limit.capacity,
  APP_RATE_LIMIT_AUTHORIZE_WINDOW_SECONDS: limit.windowSeconds,
  APP_RATE_LIMIT_AUTHORIZE_BURST: limit.burst,
};

export const captureLimit = {
  APP_RATE_LIMIT_CAPTURE_CAPACITY: limit.capacity,
  APP_RATE_LIMIT_CAPTURE_WINDOW_SECONDS: limit.windowSeconds,
  APP_RATE_LIMIT_CAPTURE_BURST: limit.burst,
};

export const refundLimit = {
  APP_RATE_LIMIT_REFUND_CAPACITY: limit.capacity,
  APP_RATE_LIMIT_REFUND_WINDOW_SECONDS: limit.windowSeconds,
  APP_RATE_LIMIT_REFUND_BURST: limit.burst,
};

export const orderLimit = {
  APP_RATE_LIMIT_ORDER_CAPACITY: limit.capacity,
  APP_RATE_LIMIT_ORDER_WINDOW_SECONDS: limit.windowSeconds,
  APP_RATE_LIMIT_ORDER_BURST: limit.burst,
};

export const readLimit = {
  APP_RATE_LIMIT_READ_CAPACITY: limit.capacity,
  APP_RATE_LIMIT_READ_WINDOW_SECONDS: limit.windowSeconds,
  APP_RATE_LIMIT_READ_BURST: limit.burst,
};

export const adminLimit = {
  APP_RATE_LIMIT_ADMIN_CAPACITY: limit.capacity,
  APP_RATE_LIMIT_ADMIN_WINDOW_SECONDS: limit.windowSeconds,
  APP_RATE_LIMIT_ADMIN_BURST: limit.burst,
};

/** `FIELD_KEY_ARN` is the KMS key of API-key secrets and of personal data. */
export const fieldKey = { FIELD_KEY_ARN: name };

/** Where sealed audit records are kept, and the KMS key that signs their anchors. */
export const auditArchive = { AUDIT_BUCKET_NAME: name };
export const auditKey = { AUDIT_KEY_ARN: name };

/** Traffic of the other environment is the first to be refused while nobody can count it. */
export const primaryEnvironment = { APP_PRIMARY_ENVIRONMENT: z.enum(['live', 'test']) };

export const signedCaller = {
  ...engineTable,
  ...idempotencyTable,
  ...redis,
  ...rateLimit,
  ...primaryEnvironment,
  ...fieldKey,
  APP_AUTH_TOLERANCE_SECONDS: positive,
};

export const signedRead = { ...signedCaller, ...readLimit };

export const idempotency = {
  APP_IDEMPOTENCY_CACHE_TTL_SECONDS: positive,
  APP_IDEMPOTENCY_LEASE_SECONDS: positive,
};

export const signedWrite = { ...signedCaller, ...transactionTables, ...idempotency };

export const adminCaller = {
  ...engineTable,
  ...redis,
  ...rateLimit,
  ...adminLimit,
  ...primaryEnvironment,
};

/** The Secrets Manager secret that seals page cursors. */
export const cursor = { CURSOR_SECRET_ARN: name };

/** The billing policies as a JSON file beside the bundle, keyed by service id. */
export const policies = { POLICY_BUNDLE: name };

/** Empty where the stage has no sandbox. */
export const sandboxAddress = { PG_SANDBOX_BASE_URL: z.string() };

/** Address and secret of a PG are empty where the stage has no such PG. */
export const paymentGateway = {
  PG_TOSS_BASE_URL: z.string(),
  PG_TOSS_SECRET_ARN: z.string(),
  ...sandboxAddress,
  PG_SANDBOX_SECRET_ARN: z.string(),
  PG_CONNECT_TIMEOUT_MS: positive,
  PG_READ_TIMEOUT_MS: positive,
};

export const eventBus = { EVENT_BUS_NAME: name };
export const paymentSaga = { PAYMENT_SAGA_ARN: name };
/** Empty where the stage has no sandbox. */
export const webhookSecret = { PG_SANDBOX_WEBHOOK_SECRET_ARN: z.string() };
export const webhookQueue = { WEBHOOK_QUEUE_URL: name };
export const watchdogQueue = { WATCHDOG_QUEUE_URL: name };

/** Where poison is parked, as JSON text: `{"relay": url, "command": url}`. */
export const deadLetters = { DLQ_URLS: name };

/** The sweeper hands overdue commands to the dispatcher, the one holder of task tokens. */
export const dispatcher = { DISPATCHER_FUNCTION_NAME: name };

export const sweep = {
  SWEEPER_QUEUE_URL: name,
  APP_SWEEP_AFTER_BUS_SECONDS: positive,
  APP_SWEEP_INTERVAL_SECONDS: positive,
};
