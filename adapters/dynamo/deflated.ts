// JSON stored deflated: a row is billed by the started kilobyte, and events repeat their field names.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const deflated = (value: unknown): Uint8Array =>
  new Uint8Array(deflateRawSync(JSON.stringify(value)));

export const inflated = (bytes: Uint8Array): unknown =>
  JSON.parse(inflateRawSync(bytes).toString('utf8'));
