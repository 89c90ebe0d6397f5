// Outbox rows recounted: every event numbered, every row published or marked as waiting.
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Books, CountedRow, Difference, OutboxRecord } from './books.ts';

/** Rows live for thirty days: of older aggregates the first events are gone. */
const lifeMs = 30 * 86_400_000;
/** By then the sweeper has published whatever the relay did not. */
const waitMs = 600_000;

const rowFaults = (
  { n, events, isPending, isPublished, createdAt }: OutboxRecord,
  now: Instant,
): string[] => {
  const faults: string[] = [];
  if (n !== events.length) faults.push(`holds ${events.length} of ${n} events`);
  if (n > 0 && !isPending && !isPublished) faults.push('waits for no sink and was not published');
  if (n === 0 && isPending) faults.push('waits with nothing to publish');
  if (isPending && now > plus(createdAt, waitMs)) faults.push('is not published yet');
  return faults;
};

const aggregatesOf = ({ orders, payments, refunds, counted }: Books): CountedRow[] => [
  ...orders.map(({ orderId, ...row }) => ({ ...row, id: orderId })),
  ...payments.map(({ paymentId, ...row }) => ({ ...row, id: paymentId })),
  ...refunds.map(({ refundId, ...row }) => ({ ...row, id: refundId })),
  ...counted,
];

/** From its first event that is still there to the last that it counts: 1, 2, 3 … `seq`. */
const sequenceFault = (
  { seq, createdAt }: CountedRow,
  told: readonly number[],
  now: Instant,
): string | undefined => {
  const isYoung = now < plus(createdAt, lifeMs);
  const first = isYoung ? 1 : (told[0] ?? seq + 1);
  const wanted = Array.from({ length: seq - first + 1 }, (_, index) => first + index);
  if (told.join() === wanted.join()) return undefined;
  return `counts ${seq} events; there are ${told.length === 0 ? 'none' : told.join(', ')}`;
};

/** Work that must follow a transaction, and that nobody has handed out. */
export const recountCommands = ({ commands }: Books, now: Instant): Difference[] =>
  commands
    .filter(({ isPending, createdAt }) => isPending && now > plus(createdAt, waitMs))
    .map(({ commandId }) => ({
      kind: 'command',
      record: commandId,
      says: 'is not handed out yet',
    }));

/** @param now - Rows younger than a moment may be on their way. */
export const recountOutbox = (books: Books, now: Instant): Difference[] => {
  const ofRows = books.outbox.flatMap((row): Difference[] =>
    rowFaults(row, now).map((says) => ({ kind: 'outbox', record: row.groupId, says })),
  );
  const told = Map.groupBy(
    books.outbox.flatMap(({ events }) => events),
    ({ subject }) => subject,
  );
  const ofAggregates = aggregatesOf(books).flatMap((row): Difference[] => {
    const sequences = (told.get(row.id) ?? []).map(({ sequence }) => sequence);
    const says = sequenceFault(
      row,
      sequences.toSorted((a, b) => a - b),
      now,
    );
    return says === undefined ? [] : [{ kind: 'outbox', record: row.id, says }];
  });
  return [...ofRows, ...ofAggregates];
};
