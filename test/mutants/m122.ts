// M122: create-api-key, a third usable key.
import type { Mutant } from './mutant.ts';

export const m122: Mutant = {
  id: 'M122',
  where: 'create-api-key',
  bug: 'a third usable key',
  file: 'core/merchants/create-merchant.ts',
  anchor: `if (usable.length >= usableKeysMax) return tooMany(deps, command);`,
  replace: `if (usable.length > usableKeysMax) return tooMany(deps, command);`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/merchants.contract.test.ts' },
};
