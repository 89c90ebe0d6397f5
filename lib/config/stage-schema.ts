// The form of one stage file: every field has a reader, unknown keys are refused, secrets appear
// only as ARNs. What a field may be beside which profile is judged in check-stage.ts.
import * as z from 'zod';

const positive = z.int().positive();

const limit = z
  .strictObject({
    capacity: z.int().nonnegative(),
    windowSeconds: positive.default(60),
    burst: positive.optional(),
  })
  .describe(
    'Requests per window; burst defaults to two seconds of it, at least 20; 0 switches off',
  );

const api = z.strictObject({
  adminAllowedCidrs: z
    .array(z.cidrv4().or(z.cidrv6()))
    .default([])
    .describe('Networks that may reach the admin API where there is no VPC; then required'),
  throttle: z
    .strictObject({ rate: positive.default(2000), burst: positive.default(4000) })
    .prefault({})
    .describe('Throttle of the gateway per route: the second fence behind the limiter'),
  corsAllowedOrigins: z
    .array(z.string().min(1))
    .default([])
    .describe('Browser origins the gateway answers; none by default'),
});

const network = z.strictObject({
  vpc: z.enum(['none', 'create']).optional().describe('Default by profile: none in lean'),
  azs: z.int().min(2).max(3).default(2),
  egress: z
    .enum(['none', 'nat-gateway', 'nat-gateway-per-az'])
    .optional()
    .describe('Path from VPC functions to the payment gateway; default by profile'),
  interfaceEndpoints: z
    .array(z.string().min(1))
    .default([])
    .describe('AWS services reached inside the VPC; execute-api is always added'),
});

const redis = z.strictObject({
  mode: z.enum(['none', 'elasticache-serverless', 'external']).optional(),
  url: z.string().min(1).optional().describe('Needed by mode external'),
  maxDataGb: positive.default(5),
  maxEcpuPerSecond: z.int().min(1000).default(15000),
  minEcpuPerSecond: z.int().nonnegative().default(0).describe('Pre-scale before a sale'),
});

const dynamodb = z.strictObject({
  pitr: z.boolean().default(true),
  deletionProtection: z.boolean().default(true),
  maxReadUnits: positive.optional().describe('Limit of each on-demand table: the cost cap'),
  maxWriteUnits: positive.optional(),
});

const lambda = z.strictObject({
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  logRetentionDays: z.literal([1, 3, 7, 14, 30, 60, 90, 180, 365]).default(30),
  reservedConcurrency: z
    .record(z.string(), positive)
    .default({})
    .describe('By function folder, e.g. api/confirm-payment'),
});

const secretArn = z
  .string()
  .regex(/^(create|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+)$/, {
    error: 'is the ARN of a secret, or `create` for one whose value is put after the deploy',
  });

const pg = z.strictObject({
  adapters: z
    .array(
      z.discriminatedUnion('id', [
        z.strictObject({
          id: z.literal('toss'),
          baseUrl: z.url().default('https://api.tosspayments.com'),
          secretArn,
        }),
        z.strictObject({
          id: z.literal('sandbox'),
          baseUrl: z.url().describe('Origin of the simulator: a sandbox exists nowhere else'),
          secretArn,
          webhookSecretArn: secretArn.default('create'),
        }),
      ]),
    )
    .min(1)
    .describe('One per payment gateway'),
});

const rateLimit = z.strictObject({
  authorize: limit.prefault({ capacity: 1000 }),
  capture: limit.optional().describe('Default: as authorize'),
  refund: limit.optional().describe('Default: half of authorize'),
  order: limit.optional().describe('Default: as authorize'),
  read: limit.optional().describe('Default: ten times authorize'),
  admin: limit.prefault({ capacity: 50 }),
  store: z.enum(['redis', 'dynamodb', 'off']).optional().describe('Default by profile'),
});

export const stageSchema = z.strictObject({
  profile: z.enum(['lean', 'standard', 'full']).default('lean'),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional()
    .describe('A deploy by another account is refused; without it the account of the caller'),
  region: z.string().min(1).default('ap-northeast-2'),
  awsEndpointUrl: z
    .url()
    .optional()
    .describe('Endpoint of an emulated cloud; only a stage on a developer machine sets it'),
  primaryEnvironment: z.enum(['live', 'test']).default('live'),
  api: api.prefault({}),
  network: network.prefault({}),
  outbox: z
    .strictObject({
      sweepAfterSeconds: z.strictObject({ bus: positive.default(60) }).prefault({}),
      sweepIntervalSeconds: z.int().min(1).max(60).default(60),
    })
    .prefault({}),
  redis: redis.prefault({}),
  dynamodb: dynamodb.prefault({}),
  lambda: lambda.prefault({}),
  pg,
  rateLimit: rateLimit.prefault({}),
  idempotency: z
    .strictObject({ cacheTtlSeconds: z.int().min(600).max(604800).default(86400) })
    .prefault({}),
  observability: z
    .strictObject({ alarms: z.enum(['none', 'essential', 'all']).default('essential') })
    .prefault({}),
  audit: z
    .strictObject({
      objectLock: z
        .enum(['off', 'governance', 'compliance'])
        .default('off')
        .describe('Lock of the audit bucket; compliance cannot be lifted by anybody'),
      years: z.int().min(1).max(10).default(7),
      bucketArn: z
        .string()
        .regex(/^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}$/)
        .optional()
        .describe('A bucket of another account, locked by its owner; default: one of this stage'),
    })
    .prefault({}),
  removalPolicy: z.enum(['destroy', 'retain']).default('destroy'),
});

export type StageFile = z.infer<typeof stageSchema>;
export type PgId = StageFile['pg']['adapters'][number]['id'];
export type Limit = z.infer<typeof limit>;
