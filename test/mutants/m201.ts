// M201: customer, stored as it was told.
import type { Mutant } from './mutant.ts';

export const m201: Mutant = {
  id: 'M201',
  where: 'customer',
  bug: 'stored as it was told',
  file: 'core/privacy/customer.ts',
  anchor: `shown: maskedCustomer(customer),`,
  replace: `shown: customer,`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/customer.contract.test.ts' },
};
