// The audit archive in S3. Its bucket keeps every version under object lock, so that what was written
// stays, whatever is written after it. Region, endpoint and credentials come from the environment.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { AuditArchive } from '#core/audit/ports.ts';
import type { CallLabel } from '#core/contracts/labels.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';

export interface S3ArchiveOptions {
  readonly bucketName: string;
  readonly calls: {
    run<T>(label: CallLabel, effect: () => Promise<T>): Promise<T>;
  };
}

const s3Client = (): S3Client =>
  new S3Client({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
    },
  });

const orAway = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (fault) {
    throw new DependencyUnavailable('S3', fault);
  }
};

/** @param client - The client of this process, or a twin. */
export const s3Archive = (
  { bucketName: Bucket, calls }: S3ArchiveOptions,
  client: Pick<S3Client, 'send'> = s3Client(),
): AuditArchive => ({
  write: (Key, Body) =>
    orAway(async () => {
      // A bucket with object lock takes nothing without a digest of it.
      const command = new PutObjectCommand({
        Bucket,
        Key,
        Body,
        ContentType: 'application/json',
        ChecksumAlgorithm: 'SHA256',
      });
      await calls.run('archive.write', () => client.send(command));
    }),
  read: (Key) =>
    orAway(async () => {
      const command = new GetObjectCommand({ Bucket, Key });
      const { Body } = await calls.run('archive.read', () => client.send(command));
      return present(Body, 'an object has a body').transformToString('utf8');
    }),
});
