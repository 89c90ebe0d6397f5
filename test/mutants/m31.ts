// M31: dispatcher, RESUME_SAGA marked done before it is sent.
import type { Mutant } from './mutant.ts';

export const m31: Mutant = {
  id: 'M31',
  where: 'dispatcher',
  bug: 'RESUME_SAGA marked done before it is sent',
  file: 'core/outbox/dispatch-command.ts',
  anchor: `try {
      await carryOut(deps, command);`,
  replace: `try {
      if (command.body.kind === 'RESUME_SAGA') await deps.commandMarks.done(command);
      await carryOut(deps, command);`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/outbox/failing-commands.test.ts' },
};
