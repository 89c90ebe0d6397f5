// I22: every copy of an event is the event that was committed.
import { commitLog } from './commit-log.ts';
import { equalPlain } from './field-reading.ts';
import { everyKind } from './findings.ts';
import { perEntry } from './growing-log.ts';
import type { EventCopy, Invariant } from './view.ts';

const isSame = (copy: EventCopy, said: EventCopy): boolean =>
  copy.type === said.type &&
  copy.subject === said.subject &&
  copy.sequence === said.sequence &&
  equalPlain(copy.data, said.data);

export const i22: Invariant = {
  id: 'I22',
  when: 'A',
  rows: everyKind,
  production: true,
  check: perEntry(
    ({ deliveries }) => deliveries,
    () => ({
      take: ({ event }, view, findings) => {
        const said = commitLog(view).byEventId.get(event.id)?.event;
        // An event nobody committed is for I20.
        if (said === undefined) return;
        findings.see();
        findings.expect(
          isSame(event, said),
          event.id,
          () => `was delivered as ${event.type} ${event.sequence} with other content`,
        );
      },
    }),
  ),
};
