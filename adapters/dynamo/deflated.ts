// JSON stored deflated: a row is billed by the started kilobyte, and events repeat their field names.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A row holds a few kilobytes; the defaults of zlib prepare a quarter of a megabyte for each call. */
const smallMemory = { windowBits: 12, memLevel: 5 };

export const deflated = (value: unknown): Uint8Array =>
  new Uint8Array(deflateRawSync(JSON.stringify(value), smallMemory));

export const inflated = (bytes: Uint8Array): unknown =>
  JSON.parse(inflateRawSync(bytes).toString('utf8'));
