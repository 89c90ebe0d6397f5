// I14: every ledger group sums to zero, in positive lines, two to twenty of them.
import { numberAt, textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { isDebit, linesOf } from './ledger-lines.ts';
import { rowsOf } from './stories.ts';
import type { Invariant } from './view.ts';

export const i14: Invariant = {
  id: 'I14',
  when: 'A',
  rows: ['GROUP'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const group of rowsOf(view, step, ['GROUP'])) {
      findings.see();
      const lines = linesOf(group);
      const about = textAt(group, 'effectKey');
      let sum = 0;
      let arePositive = true;
      for (const line of lines) {
        const amount = numberAt(line, 'amount');
        arePositive &&= Number.isSafeInteger(amount) && amount > 0;
        sum += isDebit(line) ? amount : -amount;
      }
      findings.expect(sum === 0, about, () => `is off by ${sum}`);
      findings.expect(
        arePositive && lines.length >= 2 && lines.length <= 20,
        about,
        () => `has ${lines.length} lines, or one that is not positive`,
      );
      findings.expect(textAt(group, 'currency') !== '', about, () => 'names no currency');
    }
    return findings;
  },
};
