// Publishes one outbox row to one sink: used by the relay and the sweeper alike. The marker leaves the
// row only after the acknowledgement; a poison event is parked after three tries and the rest goes out.
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { Uuid } from '#core/kernel/ids.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import type { EventPublisher } from './publisher.ts';
import type { DeadLetters } from './queues.ts';

/** A row as the stream or the sweeper hands it over. */
export interface PendingRow {
  readonly tenant: Tenant;
  readonly userKey: string;
  readonly groupId: Uuid;
  readonly attempts: number;
  readonly events: readonly CloudEvent[];
}

export interface OutboxMarks {
  /** Removes the marker of the sink. Repeating it changes nothing. */
  published(row: PendingRow): Promise<void>;
  /** Counts a failure that is the row's own. @returns How many there are now. */
  failed(row: PendingRow, reason: string): Promise<number>;
}

export interface PublishDeps {
  readonly publisher: EventPublisher;
  readonly outboxMarks: OutboxMarks;
  readonly deadLetters: DeadLetters;
  readonly instance: Instance;
  readonly clock: Clock;
}

const triesMax = 3;
const rememberedMax = 5_000;

/** Rows this process has had acknowledged: a batch that comes again sends few duplicates. */
const remembered = (instance: Instance): Set<string> =>
  instance.memory('relay-eventbridge.acknowledged', () => new Set<string>());

const remember = (instance: Instance, row: PendingRow): void => {
  const rows = remembered(instance);
  if (rows.size >= rememberedMax) rows.clear();
  rows.add(row.groupId);
};

/** Parks events their sink refuses for their own content, once the row has been tried three times. */
const handlePoison = async (
  deps: PublishDeps,
  row: PendingRow,
  poison: ReadonlyMap<string, string>,
): Promise<boolean> => {
  const reason = [...poison.values()].join('; ');
  const tries = await deps.outboxMarks.failed(row, reason);
  if (tries < triesMax) return false;
  for (const event of row.events) {
    const why = poison.get(event.id);
    if (why === undefined) continue;
    const body = JSON.stringify(event);
    await deps.deadLetters.put({ source: 'relay-eventbridge', reason: why, body });
  }
  return true;
};

/**
 * Publishes rows of one batch, in order, packed into as few calls as the sink allows.
 *
 * @throws DependencyUnavailable when the sink or the table is down: the whole batch comes again.
 */
export const publishRows =
  (deps: PublishDeps) =>
  async (
    rows: readonly PendingRow[],
  ): Promise<{ readonly published: number; readonly poison: number }> => {
    const fresh = rows.filter((row) => !remembered(deps.instance).has(row.groupId));
    const results = await deps.publisher.publish(fresh.flatMap(({ events }) => events));
    const refused = new Map(
      results.flatMap((result) =>
        result.ok ? [] : [[result.id as string, result.error] as const],
      ),
    );
    let poison = 0;
    for (const row of fresh) {
      const own = new Map(
        row.events.flatMap(({ id }) => {
          const reason = refused.get(id);
          return reason === undefined ? [] : [[id as string, reason] as const];
        }),
      );
      if (own.size > 0) {
        poison += own.size;
        // Tried fewer than three times: the marker stays, and the sweeper tries it again.
        if (!(await handlePoison(deps, row, own))) continue;
      }
      remember(deps.instance, row);
    }
    const done = rows.filter((row) => remembered(deps.instance).has(row.groupId));
    await Promise.all(done.map((row) => deps.outboxMarks.published(row)));
    return { published: done.length, poison };
  };
