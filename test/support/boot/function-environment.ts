// An environment in which a function boots anywhere: every variable that its own schema asks for, with
// values of the right form. What it talks to is one address; nothing needs to be behind it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as z from 'zod/mini';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';

const arn = (service: string, rest: string): string =>
  `arn:aws:${service}:ap-northeast-2:000000000000:${rest}`;

const valueFor = (name: string): string => {
  const known: Readonly<Record<string, string>> = {
    FLUXPAY_STAGE: 'local',
    FLUXPAY_VERSION: 'test',
    POWERTOOLS_METRICS_NAMESPACE: 'FluxPay',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_LOGGER_SAMPLE_RATE: '0',
    POWERTOOLS_LOGGER_LOG_EVENT: 'false',
    APP_PRIMARY_ENVIRONMENT: 'test',
    APP_RATE_LIMIT_STORE: 'redis',
    REDIS_MODE: 'none',
    REDIS_URL: '',
    PG_TOSS_BASE_URL: 'http://127.0.0.1:9',
    PG_SANDBOX_BASE_URL: 'http://127.0.0.1:9',
    POLICY_BUNDLE: 'policies.json',
    FIELD_KEY_ARN: arn('kms', 'key/00000000-0000-4000-8000-000000000000'),
    AUDIT_KEY_ARN: arn('kms', 'key/00000000-0000-4000-8000-000000000001'),
    PG_TOSS_SECRET_ARN: arn('secretsmanager', 'secret:pg'),
    PG_SANDBOX_SECRET_ARN: arn('secretsmanager', 'secret:pg-sandbox'),
    PG_SANDBOX_WEBHOOK_SECRET_ARN: arn('secretsmanager', 'secret:pg-sandbox-webhook'),
    CURSOR_SECRET_ARN: arn('secretsmanager', 'secret:cursor'),
    PAYMENT_SAGA_ARN: arn('states', 'stateMachine:saga'),
    DLQ_URLS: '{"relay":"http://127.0.0.1:9/relay","command":"http://127.0.0.1:9/command"}',
  };
  if (known[name] !== undefined) return known[name];
  if (name.startsWith('APP_') || name.startsWith('PG_')) return '100';
  return name.endsWith('_URL') ? `http://127.0.0.1:9/${name}` : name.toLowerCase();
};

/** @param folder - `api/create-order`. */
export async function functionEnvironment(folder: string): Promise<Record<string, string>> {
  const file = pathToFileURL(join(repositoryRoot, 'functions', folder, 'env.ts')).href;
  const { env } = (await import(file)) as { readonly env: z.ZodMiniObject };
  const names = Object.keys(env._zod.def.shape);
  return Object.fromEntries(
    names.map((name) => [name, name === 'POWERTOOLS_SERVICE_NAME' ? folder : valueFor(name)]),
  );
}

/** How any function reaches AWS here. */
export const awsEnvironment = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'ap-northeast-2',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});
