// I15: an effect is posted once for ever, and what is posted never changes.
import { textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { rowsOf, stepsOf } from './stories.ts';
import type { Invariant } from './view.ts';

export const i15: Invariant = {
  id: 'I15',
  when: 'A',
  rows: ['GROUP'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const { changes, number } of stepsOf(view, step)) {
      for (const { old, next } of changes) {
        if (old?.kind !== 'GROUP') continue;
        const what = next === undefined ? 'deleted' : 'changed';
        findings.expect(false, textAt(old, 'effectKey'), () => `was ${what} by step ${number}`);
      }
    }
    for (const group of rowsOf(view, step, ['GROUP'])) {
      findings.see();
      const effectKey = textAt(group, 'effectKey');
      findings.expect(
        group.pk === `${group.tenant}#LEDGER#${effectKey}`,
        effectKey,
        () => `is kept under ${group.pk}, where a second one would find room`,
      );
    }
    return findings;
  },
};
