// JSON stored deflated: a row is billed by the started kilobyte, and events repeat their field names.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * A row holds a few kilobytes. The defaults of zlib prepare a quarter of a megabyte for each call, which takes
 * longer than the compression itself; these take 32 KiB, and give the same bytes for rows up to 4 KiB.
 */
const smallMemory = { windowBits: 12, memLevel: 5 };

export const deflated = (value: unknown): Uint8Array =>
  new Uint8Array(deflateRawSync(JSON.stringify(value), smallMemory));

export const inflated = (bytes: Uint8Array): unknown =>
  JSON.parse(inflateRawSync(bytes).toString('utf8'));
