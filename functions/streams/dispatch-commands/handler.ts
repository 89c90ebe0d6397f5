// Hands out commands as their stream brings them; order does not matter, and a repeat is harmless.
import type { Command } from '#core/outbox/command.ts';
import { type DispatchDeps, dispatchCommands } from '#core/outbox/dispatch-command.ts';

/** @returns Counts for the log line. Throws when one could not be handed out: the batch comes again. */
export const dispatchCommandsHandler =
  (deps: DispatchDeps) =>
  (commands: readonly Command[]): Promise<Readonly<Record<string, number>>> =>
    dispatchCommands(deps)(commands);
