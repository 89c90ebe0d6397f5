// Packs entries into calls: at most ten, and not above the size of one call.
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

const entriesMax = 10;
/** The size EventBridge takes in every region and account. */
export const entryBytesMax = 262_144;

/** As EventBridge counts: time 14 bytes, the texts in UTF-8. */
export const entryBytes = (entry: PutEventsRequestEntry): number =>
  14 +
  Buffer.byteLength(entry.Source ?? '') +
  Buffer.byteLength(entry.DetailType ?? '') +
  Buffer.byteLength(entry.Detail ?? '');

/** Consecutive chunks; an entry above the size of a call stands alone. */
export const chunksOf = <T extends { readonly entry: PutEventsRequestEntry }>(
  items: readonly T[],
): T[][] => {
  const chunks: T[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = entryBytes(item.entry);
    const last = chunks.at(-1);
    if (last === undefined || last.length === entriesMax || bytes > room) {
      chunks.push([item]);
      room = entryBytesMax - bytes;
    } else {
      last.push(item);
      room -= bytes;
    }
  }
  return chunks;
};
