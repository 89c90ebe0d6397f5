// The variables of every function in a simulated stage: those of config/stages/dev.yaml, by the same
// code as the deployment's, with limits that never bite and the outbox swept as often as locally.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';
import { stageFrom } from '#lib/config/load-stage.ts';

type Variables = Readonly<Record<string, string>>;

interface Deployment {
  environmentValues(stage: object, version: string, resources: object): Variables;
  pickEnvironment(
    shape: object,
    values: Variables,
    own: { readonly folder: string; readonly timeoutSeconds: number },
  ): Variables;
}

// By its address: its types bring those of CDK, which are checked under rules of their own.
const { environmentValues, pickEnvironment } = (await import(
  pathToFileURL(join(repositoryRoot, 'lib/constructs/environment-values.ts')).href
)) as Deployment;

const arn = (service: string, rest: string): string =>
  `arn:aws:${service}:ap-northeast-2:000000000000:${rest}`;

const queueUrl = (name: string): string =>
  `https://sqs.ap-northeast-2.amazonaws.com/000000000000/${name}`;

/** What the variables of a function name; a twin hears of them by these names. */
export const simulated = {
  tables: {
    engine: 'engine',
    idempotency: 'idempotency',
    outbox: 'outbox',
    commands: 'commands',
    readModel: 'read-model',
  },
  queues: {
    watchdog: queueUrl('watchdog'),
    sweeper: queueUrl('sweeper'),
    pgWebhook: queueUrl('pg-webhook.fifo'),
    relayDeadLetters: queueUrl('relay-dlq'),
    commandDeadLetters: queueUrl('command-dlq'),
  },
  bus: 'fluxpay-sim',
  machineName: 'payment-saga',
  machineArn: arn('states', 'stateMachine:payment-saga'),
  dispatcherName: 'fluxpay-sim-streams-dispatch-commands',
  fieldKeyArn: arn('kms', 'key/00000000-0000-4000-8000-000000000000'),
  pgSecretArns: {
    toss: arn('secretsmanager', 'secret:pg'),
    sandbox: arn('secretsmanager', 'secret:pg-sandbox'),
  },
  pgWebhookSecretArn: arn('secretsmanager', 'secret:pg-sandbox-webhook'),
  auditKeyArn: arn('kms', 'key/00000000-0000-4000-8000-000000000001'),
  auditBucketName: 'audit',
  pgSecretArn: arn('secretsmanager', 'secret:pg'),
  cursorSecretArn: arn('secretsmanager', 'secret:cursor'),
  /** Not the address of Toss: a key of the PG simulator fits nowhere else. */
  pgBaseUrl: 'http://127.0.0.1:4580',
} as const;

const { tables, queues } = simulated;

/** As `Resources` of lib/constructs, as far as their names are read. */
const resources = {
  tables: {
    engine: { tableName: tables.engine },
    idempotency: { tableName: tables.idempotency },
    outbox: { tableName: tables.outbox },
    commands: { tableName: tables.commands },
    readModel: { tableName: tables.readModel },
  },
  fieldKey: { keyArn: simulated.fieldKeyArn },
  auditKey: { keyArn: simulated.auditKeyArn },
  auditBucketName: simulated.auditBucketName,
  cursorSecretArn: simulated.cursorSecretArn,
  pgSecretArns: simulated.pgSecretArns,
  pgWebhookSecretArn: simulated.pgWebhookSecretArn,
  bus: { eventBusName: simulated.bus },
  watchdog: { queue: { queueUrl: queues.watchdog } },
  sweeper: { queue: { queueUrl: queues.sweeper } },
  pgWebhook: { queue: { queueUrl: queues.pgWebhook } },
  relayDlq: { queueUrl: queues.relayDeadLetters },
  commandDlq: { queueUrl: queues.commandDeadLetters },
  redisUrl: '',
  machineArn: simulated.machineArn,
  dispatcherName: simulated.dispatcherName,
};

/** So many a minute that no client of a run is ever limited; a bucket is full again at once. */
const wide = { capacity: 1_000_000, windowSeconds: 60, burst: 1_000_000 };

const stageDocument = {
  profile: 'lean',
  primaryEnvironment: 'test',
  api: { adminAllowedCidrs: ['192.0.2.0/24'] },
  outbox: { sweepAfterSeconds: { bus: 5 }, sweepIntervalSeconds: 10 },
  pg: {
    adapters: ['toss', 'sandbox'].map((id) => ({
      id,
      baseUrl: simulated.pgBaseUrl,
      secretArn: 'create',
    })),
  },
  rateLimit: { authorize: wide, capture: wide, refund: wide, order: wide, read: wide, admin: wide },
};

const read = 10;
const write = 15;

/** Seconds a function may take, as lib/constructs has them; a test compares the two. */
export const timeoutSeconds = {
  'admin/create-api-key': write,
  'admin/create-merchant': write,
  'admin/get-audit-proof': read,
  'admin/get-policy': read,
  'admin/get-saga': read,
  'admin/get-trial-balance': 25,
  'admin/list-attention': read,
  'admin/list-policies': read,
  'api/authorize-payment': 25,
  'api/cancel-order': 25,
  'api/cancel-payment': 25,
  'api/capture-payment': 25,
  'admin/change-breaker': write,
  'admin/get-breaker': read,
  'admin/list-breakers': read,
  'admin/acknowledge-attention': 25,
  'admin/approve-attention': 25,
  'admin/resolve-attention': 25,
  'admin/resume-saga': 25,
  'admin/get-attention': read,
  'admin/list-sagas': read,
  'admin/search-payments': read,
  'admin/inspect-payment': 25,
  'admin/trace-payment': read,
  'admin/refund-as-operator': 25,
  'admin/list-merchants': read,
  'admin/get-merchant': read,
  'admin/list-api-keys': read,
  'admin/change-merchant': write,
  'admin/retire-api-key': write,
  'admin/revoke-api-key': write,
  'admin/list-audit': read,
  'api/complete-service': write,
  'api/confirm-payment': 25,
  'api/create-order': write,
  'api/fail-service': write,
  'api/get-documents': read,
  'api/get-health': read,
  'api/get-idempotency-record': read,
  'api/get-order': read,
  'api/get-payment': read,
  'api/get-payment-timeline': read,
  'api/get-refund': read,
  'api/give-refund-account': 25,
  'api/list-orders': read,
  'api/list-payment-refunds': read,
  'api/list-payments': read,
  'api/list-refunds': read,
  'api/refund-payment': 25,
  'api/receive-pg-webhook': read,
  'api/refuse-unknown-route': read,
  'api/request-refund': 25,
  'events/on-execution-ended': 30,
  'events/on-pg-webhook': 30,
  'events/on-watchdog-due': 30,
  'schedules/seal-audit': 60,
  'schedules/sweep-pending-work': 55,
  'steps/await-cancel': 10,
  'steps/cancel-order': 8,
  'steps/cancel-payment': 23,
  'steps/complete-order': 8,
  'steps/raise-attention': 28,
  'steps/request-service': 10,
  'steps/settle-service': 8,
  'streams/dispatch-commands': 30,
  'streams/relay-eventbridge': 30,
} as const;

export type Folder = keyof typeof timeoutSeconds;

const values = environmentValues(stageFrom('sim', stageDocument), 'test', resources);

/** @param names - The variables that the function's schema asks for. */
export const variablesOf = (
  folder: string,
  names: readonly string[],
  redisMode: 'none' | 'external',
): Variables => {
  const shape = Object.fromEntries(names.map((name) => [name, true]));
  const own = { folder, timeoutSeconds: timeoutSeconds[folder as Folder] };
  const redis: Variables =
    redisMode === 'none'
      ? {}
      : { REDIS_MODE: redisMode, REDIS_URL: 'redis://sim:6379', APP_RATE_LIMIT_STORE: 'redis' };
  return pickEnvironment(shape, { ...values, ...redis }, own);
};
