// M57: workflows, ExecutionAlreadyExists is an error.
import type { Mutant } from './mutant.ts';

export const m57: Mutant = {
  id: 'M57',
  where: 'workflows',
  bug: 'ExecutionAlreadyExists is an error',
  file: 'adapters/step-functions/step-functions-workflows.ts',
  anchor: `['ExecutionAlreadyExists'],`,
  replace: `['ExecutionAlreadyStarted'],`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/adapters/step-functions/workflows.test.ts' },
};
