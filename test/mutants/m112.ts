// M112: restart, starts a run beside one that lives.
import type { Mutant } from './mutant.ts';

export const m112: Mutant = {
  id: 'M112',
  where: 'restart',
  bug: 'starts a run beside one that lives',
  file: 'core/sagas/restart-saga.ts',
  anchor: 'return deps.workflows.isRunning(saga.executionName);',
  replace: 'return (await deps.workflows.isRunning(saga.executionName)) && saga.runNo > 2;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/races.contract.test.ts' },
};
