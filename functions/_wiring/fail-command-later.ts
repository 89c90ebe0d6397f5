// The same as failing-commands.ts, loaded when the first command fails for what it is: that is rare, and
// it is as large as the rest of the dispatcher.
import type { FailCommand } from '#core/outbox/fail-command.ts';
import type { FailingWiring, failingCommands } from './failing-commands.ts';

type Load = () => Promise<{ readonly failingCommands: typeof failingCommands }>;

const loadIt: Load = () => import('./failing-commands.ts');

export const failCommandLater =
  (wiring: FailingWiring, load = loadIt): FailCommand =>
  async (command, fault) =>
    (await load()).failingCommands(wiring)(command, fault);
