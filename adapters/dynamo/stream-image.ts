// Rows as a stream hands them over: the store's attribute form, with bytes as base64 text.
import type { Command } from '#core/outbox/command.ts';
import type { PendingRow } from '#core/outbox/publish-row.ts';
import { decodeCommand, decodeOutboxRow } from './outbox-items.ts';
import type { Attributes } from './row-values.ts';

interface StreamRecord {
  readonly eventName?: string;
  readonly dynamodb?: { readonly NewImage?: Readonly<Record<string, unknown>> };
}

/** Top-level bytes come as base64; nothing below the top level of our rows holds bytes. */
const imageOf = (record: StreamRecord): Attributes | undefined => {
  const image = record.dynamodb?.NewImage as Attributes | undefined;
  if (record.eventName !== 'INSERT' || image === undefined) return undefined;
  const row: Attributes = { ...image };
  for (const name in row) {
    const bytes = row[name]?.B as unknown;
    if (typeof bytes === 'string') row[name] = { B: Buffer.from(bytes, 'base64') };
  }
  return row;
};

/** @returns undefined for a record that waits for no sink. */
export const streamedRow = (record: StreamRecord): PendingRow | undefined => {
  const image = imageOf(record);
  return image?.bp === undefined ? undefined : decodeOutboxRow(image);
};

/** @returns undefined for a command that is done already. */
export const streamedCommand = (record: StreamRecord): Command | undefined => {
  const image = imageOf(record);
  return image?.cp === undefined ? undefined : decodeCommand(image);
};
