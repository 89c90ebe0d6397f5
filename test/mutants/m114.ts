// M114: watchdog, closes a service before its deadline.
import type { Mutant } from './mutant.ts';

export const m114: Mutant = {
  id: 'M114',
  where: 'watchdog',
  bug: 'closes a service before its deadline',
  file: 'core/fulfilment/watch-service.ts',
  anchor: `if (deps.clock.now() < service.deadlineAt) return { kind: 'LATER', at: service.deadlineAt };`,
  replace: '',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/races.contract.test.ts' },
};
