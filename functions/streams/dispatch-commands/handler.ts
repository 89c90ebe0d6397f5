// Hands out commands as their stream brings them; order does not matter, and a repeat is harmless.
import type { Command } from '#core/outbox/command.ts';
import { type DispatchDeps, dispatchCommand } from '#core/outbox/dispatch-command.ts';

/** @returns Counts for the log line. Throws when one could not be handed out: the batch comes again. */
export const dispatchCommandsHandler =
  (deps: DispatchDeps) =>
  async (commands: readonly Command[]): Promise<Record<string, number>> => {
    await Promise.all(commands.map(dispatchCommand(deps)));
    return { dispatched: commands.length };
  };
