// M84: SettleService, closes the service before its deadline.
import type { Mutant } from './mutant.ts';

export const m84: Mutant = {
  id: 'M84',
  where: 'SettleService',
  bug: 'closes the service before its deadline',
  file: 'core/sagas/settle-service.ts',
  anchor: 'if (deps.clock.now() < service.deadlineAt) {',
  replace: 'if (deps.clock.now() < service.deadlineAt - 86_400_000) {',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/races.contract.test.ts' },
};
