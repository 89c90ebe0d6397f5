// Serverless Valkey inside the VPC, always over TLS. It holds comfort, never truth: losing it costs
// speed, so it is destroyed with its stage.
import { CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import type { Network } from './resources.ts';

export class RedisCache extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: { stage: Stage; network: Network }) {
    super(scope, id);
    const { stage, network } = props;
    const { maxDataGb, maxEcpuPerSecond, minEcpuPerSecond } = stage.redis;
    const cache = new CfnServerlessCache(this, 'Cache', {
      serverlessCacheName: `fluxpay-${stage.name}`,
      description: 'Limits, nonces and fast replies.',
      engine: 'valkey',
      majorEngineVersion: '8',
      subnetIds: network.vpc.privateSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [network.redis.securityGroupId],
      cacheUsageLimits: {
        dataStorage: { maximum: maxDataGb, unit: 'GB' },
        ecpuPerSecond: {
          maximum: maxEcpuPerSecond,
          ...(minEcpuPerSecond > 0 && { minimum: minEcpuPerSecond }),
        },
      },
    });
    this.url = `rediss://${cache.attrEndpointAddress}:${cache.attrEndpointPort}`;
  }
}

/** Where functions find Redis; empty where the stage has none. */
export const redisUrl = (scope: Construct, stage: Stage, network: Network | null): string => {
  if (stage.redis.mode !== 'elasticache-serverless') return stage.redis.url ?? '';
  if (network === null) throw new Error('redis.mode elasticache-serverless needs network.vpc.');
  return new RedisCache(scope, 'Redis', { stage, network }).url;
};
