// I23: a marker leaves a row only when the sink, or the shelf, has every event of it; in the end none is left.
import { firstDeliveries, isDeadLettered } from './delivery-log.ts';
import { Findings } from './findings.ts';
import { rowsOf } from './stories.ts';
import type { Invariant } from './view.ts';

export const i23: Invariant = {
  id: 'I23',
  when: 'AQ',
  rows: ['OUT'],
  production: true,
  check: (view, step, isQuiet) => {
    const findings = new Findings();
    const firsts = firstDeliveries(view);
    for (const row of rowsOf(view, step, ['OUT'])) {
      const entry = view.tables.entry(row);
      findings.see();
      if (entry.isBusPending) {
        findings.expect(!isQuiet, entry.groupId, () => 'still waits for the bus');
        continue;
      }
      const lost = entry.events.find(({ id }) => !firsts.has(id) && !isDeadLettered(view, id));
      findings.expect(
        lost === undefined,
        entry.groupId,
        () => `has no marker, and ${lost?.type} ${lost?.id} was delivered to nobody`,
      );
    }
    return findings;
  },
};
