// M60: money, VAT parts both rounded down.
import type { Mutant } from './mutant.ts';

export const m60: Mutant = {
  id: 'M60',
  where: 'money',
  bug: 'VAT parts both rounded down',
  file: 'core/kernel/money.ts',
  anchor: 'const vat = (2n * taxable + 11n) / 22n;',
  replace: 'const vat = taxable / 11n;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/kernel/kernel.test.ts' },
};
