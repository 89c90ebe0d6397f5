// Publishes outbox rows to EventBridge as their stream brings them.
import { type PendingRow, type PublishDeps, publishRows } from '#core/outbox/publish-row.ts';

/** @returns Counts for the log line. Throws when the bus or the table is down. */
export const relayEventbridgeHandler =
  (deps: PublishDeps) =>
  async (rows: readonly PendingRow[]): Promise<Record<string, number>> => ({
    ...(await publishRows(deps)(rows)),
  });
