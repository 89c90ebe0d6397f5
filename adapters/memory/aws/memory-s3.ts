// The twin of the S3 client: a bucket that keeps every version of every object, as under object lock.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
import type { GetObjectCommandInput, PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { SdkError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

export interface MemoryS3 {
  readonly send: S3Client['send'];
  readonly unknownRequests: readonly string[];
  /** Versions of an object, oldest first; those of all objects by key. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  /** Changes what is stored, as nobody can; for tests of who would notice. */
  readonly tamper: (key: string, change: (text: string) => string) => void;
}

/** @param bucketName - The one bucket there is. */
export const memoryS3 = (bucketName: string): MemoryS3 => {
  const versions = new Map<string, string[]>();
  const checkBucket = (name = ''): void => {
    if (name !== bucketName) throw new SdkError('NoSuchBucket', `no bucket ${name}`);
  };
  const putObject = ({ Bucket, Key = '', Body }: PutObjectCommandInput): object => {
    checkBucket(Bucket);
    if (typeof Body !== 'string') throw new SdkError('ValidationException', 'a body is a text');
    versions.set(Key, [...(versions.get(Key) ?? []), Body]);
    return {};
  };
  const getObject = ({ Bucket, Key = '' }: GetObjectCommandInput): object => {
    checkBucket(Bucket);
    const text = versions.get(Key)?.at(-1);
    if (text === undefined) throw new SdkError('NoSuchKey', `no object ${Key}`);
    return { Body: { transformToString: () => Promise.resolve(text) } };
  };
  const { send, unknownRequests } = strictClient('S3', {
    PutObject: operation<PutObjectCommandInput>(
      ['Bucket', 'Key', 'Body', 'ContentType', 'ChecksumAlgorithm'],
      putObject,
    ),
    GetObject: operation<GetObjectCommandInput>(['Bucket', 'Key'], getObject),
  });
  return {
    send: send as unknown as S3Client['send'],
    unknownRequests,
    versions,
    tamper: (key, change) => versions.set(key, (versions.get(key) ?? []).map(change)),
  };
};
