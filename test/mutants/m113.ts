// M113: restart, every run has the first run’s name.
import type { Mutant } from './mutant.ts';

export const m113: Mutant = {
  id: 'M113',
  where: 'restart',
  bug: 'every run has the first run’s name',
  file: 'core/sagas/restart-saga.ts',
  anchor: 'const executionName = executionNameOf(saga, runNo);',
  replace: 'const executionName = executionNameOf(saga, 1);',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/crashes.contract.test.ts' },
};
