// The archive behind its first use, so that the SDK of S3 is a chunk of its own.
import type { AuditArchive } from '#core/audit/ports.ts';
import type { S3ArchiveOptions } from './s3-archive.ts';

export type OpenArchive = (options: S3ArchiveOptions) => Promise<AuditArchive>;

const loadS3: OpenArchive = (options) =>
  import('./s3-archive.ts').then(({ s3Archive }) => s3Archive(options));

export const lazyArchive = (options: S3ArchiveOptions, open = loadS3): AuditArchive => {
  let opened: Promise<AuditArchive> | undefined;
  const archive = (): Promise<AuditArchive> => {
    opened ??= open(options);
    return opened;
  };
  return {
    write: async (key, text) => (await archive()).write(key, text),
    read: async (key) => (await archive()).read(key),
  };
};
