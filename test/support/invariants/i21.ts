// I21: what is delivered for the first time follows the commits: no event overtakes an earlier one of its
// aggregate, and no row one it follows.
import { type CommittedEvent, commitLog, type OutboxCommit } from './commit-log.ts';
import { firstDeliveries, isDeadLettered } from './delivery-log.ts';
import { numberAt } from './field-reading.ts';
import { everyKind } from './findings.ts';
import { perEntry } from './growing-log.ts';
import type { Delivery, EventCopy, Invariant, View } from './view.ts';

/**
 * Poison is tried three times while the rows after it go out; on the shelf it waits for a person. A record
 * that its stream gave up waits for the sweep.
 */
const mayBeOvertaken = (view: View, { entry }: OutboxCommit, event: EventCopy): boolean => {
  const row = view.tables.row('outbox', entry.userKey, entry.groupId);
  return (
    (row !== undefined && numberAt(row, 'attemptsB') > 0) ||
    isDeadLettered(view, event.id) ||
    isDeadLettered(view, entry.groupId)
  );
};

/** The first event that should have come before and has not. */
function overtaken(
  view: View,
  { commit, event: own }: CommittedEvent,
  { number, passes = [] }: Delivery,
): EventCopy | undefined {
  const firsts = firstDeliveries(view);
  const isOvertaken = (of: OutboxCommit, event: EventCopy): boolean =>
    (firsts.get(event.id)?.number ?? Infinity) >= number &&
    !passes.includes(event.id) &&
    !mayBeOvertaken(view, of, event);
  for (const event of commit.entry.events) {
    if (event.id === own.id) break;
    if (isOvertaken(commit, event)) return event;
  }
  for (const before of commit.follows) {
    const missing = before.entry.events.find((event) => isOvertaken(before, event));
    if (missing !== undefined) return missing;
  }
  return undefined;
}

export const i21: Invariant = {
  id: 'I21',
  when: 'A',
  rows: everyKind,
  production: false,
  check: perEntry(
    ({ deliveries }) => deliveries,
    () => {
      const heard = new Set<string>();
      return {
        take: (delivery, view, findings) => {
          const { id } = delivery.event;
          if (heard.has(id)) return;
          heard.add(id);
          const committed = commitLog(view).byEventId.get(id);
          if (committed === undefined) return;
          findings.see();
          const before = overtaken(view, committed, delivery);
          findings.expect(
            before === undefined,
            id,
            () =>
              `${delivery.event.type} of ${delivery.event.subject} came before ${before?.type} of ${before?.subject}`,
          );
        },
      };
    },
  ),
};
