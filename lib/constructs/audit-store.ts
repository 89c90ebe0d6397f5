// Where the audit log is kept: a bucket under object lock for as long as the stage says, and the key
// that signs its anchors.
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeNoAccessLogs } from '../guardrails/acknowledgements.ts';

const retentionOf = ({ audit: { objectLock, years } }: Stage): ObjectLockRetention | undefined => {
  const duration = Duration.days(365 * years + Math.ceil(years / 4));
  if (objectLock === 'off') return undefined;
  return objectLock === 'compliance'
    ? ObjectLockRetention.compliance(duration)
    : ObjectLockRetention.governance(duration);
};

export class AuditStore extends Construct {
  readonly bucketName: string;
  /** ARN of everything in the bucket. */
  readonly objectsArn: string;
  readonly signingKey: Key;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const removalPolicy = stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.signingKey = new Key(this, 'SigningKey', {
      alias: `alias/fluxpay-${stage.name}-audit`,
      description: 'Signs the anchors of the audit log.',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy,
    });
    const { bucketArn } = stage.audit;
    // One of another account where the stage names it: then its owner has set the lock.
    this.bucketName = bucketArn?.split(':::')[1] ?? this.ownBucket(stage, removalPolicy);
    this.objectsArn = Stack.of(this).formatArn({
      service: 's3',
      region: '',
      account: '',
      resource: this.bucketName,
      resourceName: '*',
    });
  }

  private ownBucket(stage: Stage, removalPolicy: RemovalPolicy): string {
    const bucketName = `fluxpay-${stage.name}-audit-${Stack.of(this).account}`;
    const retention = retentionOf(stage);
    const bucket = new Bucket(this, 'Bucket', {
      bucketName,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: retention !== undefined,
      ...(retention === undefined ? {} : { objectLockDefaultRetention: retention }),
      removalPolicy,
    });
    acknowledgeNoAccessLogs(bucket);
    return bucketName;
  }
}
