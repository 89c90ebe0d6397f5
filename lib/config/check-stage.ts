// Contradictions between fields, each as a rule with the words of its refusal.
import { functionFolders } from '../bundling/function-folders.ts';
import type { Stage } from './resolve-stage.ts';

type Rule = {
  readonly field: string;
  readonly isBroken: (stage: Stage) => boolean;
  readonly says: string;
};

const needsVpc = (stage: Stage) => stage.redis.mode === 'elasticache-serverless';

const rules: readonly Rule[] = [
  {
    field: 'redis.mode',
    isBroken: (stage) => stage.profile === 'lean' && stage.redis.mode !== 'none',
    says: 'must be `none` beside `profile: lean`',
  },
  {
    field: 'redis.mode',
    isBroken: (stage) => stage.profile !== 'lean' && stage.redis.mode === 'none',
    says: 'must not be `none` beside `profile: standard` or `full`',
  },
  {
    field: 'redis.url',
    isBroken: (stage) => (stage.redis.mode === 'external') !== (stage.redis.url !== undefined),
    says: 'belongs to `redis.mode: external`, and is needed there',
  },
  {
    field: 'rateLimit.store',
    isBroken: (stage) => stage.profile !== 'lean' && stage.rateLimit.store !== 'redis',
    says: 'must be `redis` beside `profile: standard` or `full`',
  },
  {
    field: 'rateLimit.store',
    isBroken: (stage) => stage.profile === 'lean' && stage.rateLimit.store === 'redis',
    says: 'must be `dynamodb` or `off` beside `profile: lean`',
  },
  {
    field: 'network.vpc',
    isBroken: (stage) => stage.profile === 'lean' && stage.network.vpc !== 'none',
    says: 'must be `none` beside `profile: lean`',
  },
  {
    field: 'network.vpc',
    isBroken: (stage) => needsVpc(stage) && stage.network.vpc === 'none',
    says: 'must not be `none` beside `redis.mode: elasticache-serverless`',
  },
  {
    field: 'network.egress',
    isBroken: (stage) => (stage.network.vpc === 'none') !== (stage.network.egress === 'none'),
    says: 'is `none` exactly where `network.vpc` is `none`',
  },
  {
    field: 'api.adminAllowedCidrs',
    isBroken: (stage) => stage.network.vpc === 'none' && stage.api.adminAllowedCidrs.length === 0,
    says: 'is needed where `network.vpc` is `none`: the admin API is then reachable from outside',
  },
  {
    field: 'api.adminAllowedCidrs',
    isBroken: (stage) => stage.api.adminAllowedCidrs.some((cidr) => cidr.endsWith('/0')),
    says: 'must not hold the whole internet (`0.0.0.0/0`, `::/0`)',
  },
  {
    field: 'api.corsAllowedOrigins',
    isBroken: (stage) =>
      stage.api.corsAllowedOrigins.includes('*') && stage.awsEndpointUrl === undefined,
    says: 'must not hold `*` outside a local cloud (`awsEndpointUrl`)',
  },
  {
    field: 'idempotency.cacheTtlSeconds',
    isBroken: (stage) =>
      stage.primaryEnvironment === 'live' && stage.idempotency.cacheTtlSeconds < 86400,
    says: 'must be at least 86400 beside `primaryEnvironment: live`',
  },
  {
    field: 'audit.objectLock',
    isBroken: (stage) => stage.audit.objectLock === 'compliance' && !stage.isRetained,
    says: 'must not be `compliance` beside `removalPolicy: destroy`: such a bucket stays for years',
  },
  {
    field: 'lambda.reservedConcurrency',
    isBroken: (stage) => {
      const folders = new Set(functionFolders());
      return Object.keys(stage.lambda.reservedConcurrency).some((key) => !folders.has(key));
    },
    says: 'names function folders only, such as `api/confirm-payment`',
  },
  {
    field: 'pg.adapters',
    isBroken: ({ pg }) => new Set(pg.adapters.map(({ id }) => id)).size < pg.adapters.length,
    says: 'names each gateway once',
  },
  {
    field: 'pg.adapters',
    isBroken: ({ pg, primaryEnvironment }) =>
      primaryEnvironment === 'live' && pg.adapters.some(({ id }) => id === 'sandbox'),
    says: 'must not hold the sandbox beside `primaryEnvironment: live`',
  },
  {
    field: 'removalPolicy',
    isBroken: (stage) => stage.isRetained && stage.awsEndpointUrl !== undefined,
    says: 'must be `destroy` in a local cloud (`awsEndpointUrl`)',
  },
];

/** One line per broken rule, each naming the field at fault; empty when the stage agrees with itself. */
export const contradictionsOf = (stage: Stage): readonly string[] =>
  rules.filter((rule) => rule.isBroken(stage)).map((rule) => `${rule.field} ${rule.says}`);
