// M30: dispatcher, random execution name.
import type { Mutant } from './mutant.ts';

export const m30: Mutant = {
  id: 'M30',
  where: 'dispatcher',
  bug: 'random execution name',
  file: 'core/outbox/dispatch-command.ts',
  anchor: 'return deps.workflows.start({ name: body.executionName, input: body.input });',
  replace: `return deps.workflows.start({
        name: \`\${body.executionName.slice(0, 60)}-\${deps.clock.now()}\`,
        input: body.input,
      });`,
  expect: 'R07',
  budget: { kind: 'S', template: 'S01', near: 'command.done' },
};
