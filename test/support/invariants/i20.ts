// I20: every event reached the sink or lies on the shelf, and the sink heard nothing that we did not say.
import { commitLog } from './commit-log.ts';
import { firstDeliveries, isDeadLettered } from './delivery-log.ts';
import { Findings } from './findings.ts';
import type { Invariant } from './view.ts';

export const i20: Invariant = {
  id: 'I20',
  when: 'Q',
  rows: [],
  production: true,
  check: (view) => {
    const findings = new Findings();
    const { byEventId } = commitLog(view);
    const firsts = firstDeliveries(view);
    for (const [id, { event }] of byEventId) {
      findings.see();
      findings.expect(
        firsts.has(id) || isDeadLettered(view, id),
        id,
        () => `${event.type} of ${event.subject} was never delivered`,
      );
    }
    for (const [id, { event }] of firsts) {
      findings.expect(
        byEventId.has(id),
        id,
        () => `${event.type} of ${event.subject} was delivered and never committed`,
      );
    }
    return findings;
  },
};
