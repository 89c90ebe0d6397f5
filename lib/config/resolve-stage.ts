// Fills what the profile decides, so that constructs read settled values and never ask for a profile.
import type { Limit, StageFile } from './stage-schema.ts';

export type SettledLimit = Required<Limit>;

export type Stage = ReturnType<typeof resolveStage>;

type ByProfile = {
  readonly vpc: 'none' | 'create';
  readonly egress: 'none' | 'nat-gateway' | 'nat-gateway-per-az';
  readonly redis: 'none' | 'elasticache-serverless';
  readonly store: 'redis' | 'dynamodb';
};

export const profileDefaults: Record<StageFile['profile'], ByProfile> = {
  lean: { vpc: 'none', egress: 'none', redis: 'none', store: 'dynamodb' },
  standard: {
    vpc: 'create',
    egress: 'nat-gateway',
    redis: 'elasticache-serverless',
    store: 'redis',
  },
  full: {
    vpc: 'create',
    egress: 'nat-gateway-per-az',
    redis: 'elasticache-serverless',
    store: 'redis',
  },
};

/** Burst is two seconds' worth of the limit, at least 20 and never above the limit itself. */
const settled = (limit: Limit): SettledLimit => ({
  ...limit,
  burst:
    limit.burst ??
    Math.max(
      1,
      Math.min(limit.capacity, Math.max(20, Math.ceil((2 * limit.capacity) / limit.windowSeconds))),
    ),
});

const limitsOf = ({ authorize, capture, refund, order, read, admin }: StageFile['rateLimit']) => ({
  authorize: settled(authorize),
  capture: settled(capture ?? { ...authorize, capacity: authorize.capacity }),
  refund: settled(refund ?? { capacity: Math.floor(authorize.capacity / 2), windowSeconds: 60 }),
  order: settled(order ?? { ...authorize, capacity: authorize.capacity }),
  read: settled(read ?? { capacity: 10 * authorize.capacity, windowSeconds: 60 }),
  admin: settled(admin),
});

export const resolveStage = (name: string, file: StageFile) => {
  const defaults = profileDefaults[file.profile];
  const vpc = file.network.vpc ?? defaults.vpc;
  const isRetained = file.removalPolicy === 'retain';
  return {
    ...file,
    name,
    network: {
      ...file.network,
      vpc,
      egress: file.network.egress ?? (vpc === 'none' ? 'none' : defaults.egress),
    },
    redis: { ...file.redis, mode: file.redis.mode ?? defaults.redis },
    rateLimit: { ...limitsOf(file.rateLimit), store: file.rateLimit.store ?? defaults.store },
    dynamodb: {
      ...file.dynamodb,
      pitr: isRetained || file.dynamodb.pitr,
      deletionProtection: isRetained || file.dynamodb.deletionProtection,
    },
    isRetained,
  };
};
