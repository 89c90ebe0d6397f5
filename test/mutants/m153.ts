// M153: endAuthorization, lapses what the PG has not been asked about.
import type { Mutant } from './mutant.ts';

export const m153: Mutant = {
  id: 'M153',
  where: 'endAuthorization',
  bug: 'lapses what the PG has not been asked about',
  file: 'core/payments/void-authorization.ts',
  anchor: `  readsAsLapsed(payment, now) || refusedVoids(attempts).length > 0;`,
  replace: '  refusedVoids(attempts).length > 0;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/outside-reserved.contract.test.ts' },
};
