// I30: every outbox row tells who did what. The journal and the audit chain join it when they exist.
import { textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import type { Fields, Invariant } from './view.ts';

/** What every audit record has. */
const needed = ['actor', 'action', 'object', 'requestId', 'at'] as const;

export const i30: Invariant = {
  id: 'I30',
  when: 'Q',
  rows: [],
  production: true,
  check: ({ tables }) => {
    const findings = new Findings();
    for (const { audit, groupId } of tables.outbox()) {
      findings.see();
      const missing = needed.filter(
        (name) => textAt((audit as Fields | undefined) ?? {}, name) === '',
      );
      findings.expect(missing.length === 0, groupId, () => `its audit lacks ${missing.join(', ')}`);
    }
    return findings;
  },
};
