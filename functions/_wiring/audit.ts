// The archive of the audit log, and the key that signs its anchors.
import { lazySigner, type OpenSigner } from '#adapters/crypto/lazy-signer.ts';
import { lazyArchive, type OpenArchive } from '#adapters/s3/lazy-archive.ts';
import type { RuntimeDeps } from './runtime.ts';

export const auditArchiveOf = (
  env: { readonly auditBucketName: string },
  { calls }: RuntimeDeps,
  open?: OpenArchive,
) => lazyArchive({ bucketName: env.auditBucketName, calls }, open);

export const anchorSignerOf = (
  env: { readonly auditKeyArn: string },
  { calls }: RuntimeDeps,
  open?: OpenSigner,
) => lazySigner({ keyArn: env.auditKeyArn, calls }, open);
