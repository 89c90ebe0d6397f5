// I21: what is delivered for the first time follows the commits: no event overtakes an earlier one of its
// aggregate, and no row one it follows.
import { type CommittedEvent, commitLog, type OutboxCommit } from './commit-log.ts';
import { firstDeliveries, isDeadLettered } from './delivery-log.ts';
import { numberAt } from './field-reading.ts';
import { everyKind } from './findings.ts';
import { perEntry } from './growing-log.ts';
import type { EventCopy, Invariant, View } from './view.ts';

/** Poison is tried three times while the rows after it go out; on the shelf it waits for a person. */
const mayBeOvertaken = (view: View, { entry }: OutboxCommit, event: EventCopy): boolean => {
  const row = view.tables.row('outbox', entry.userKey, entry.groupId);
  return (row !== undefined && numberAt(row, 'attemptsB') > 0) || isDeadLettered(view, event.id);
};

/** The first event that should have come before and has not. */
function overtaken(view: View, committed: CommittedEvent, number: number): EventCopy | undefined {
  const firsts = firstDeliveries(view);
  const isMissing = (event: EventCopy): boolean =>
    (firsts.get(event.id)?.number ?? Infinity) >= number;
  const { commit } = committed;
  for (const event of commit.entry.events) {
    if (event.id === committed.event.id) break;
    if (isMissing(event) && !mayBeOvertaken(view, commit, event)) return event;
  }
  for (const before of commit.follows) {
    for (const event of before.entry.events) {
      if (isMissing(event) && !mayBeOvertaken(view, before, event)) return event;
    }
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
          const isJudged = view.limits.isBusInOrder && delivery.isOfSplitCall !== true;
          if (committed === undefined || !isJudged) return;
          findings.see();
          const before = overtaken(view, committed, delivery.number);
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
