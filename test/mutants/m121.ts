// M121: command, a task token goes to the shelf.
import type { Mutant } from './mutant.ts';

export const m121: Mutant = {
  id: 'M121',
  where: 'command',
  bug: 'a task token goes to the shelf',
  file: 'core/outbox/fail-command.ts',
  anchor: 'return JSON.stringify({ ...row, body: rest });',
  replace:
    'return JSON.stringify({ ...row, body: { ...rest, ..._secret === undefined ? {} : { token: _secret } } });',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/core/outbox/failing-commands.test.ts' },
};
