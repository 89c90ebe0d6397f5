// Every command there is.
import type { Command, OwnCommand } from './command.ts';
import { keptCommands } from './kept-commands.ts';
import { checkDoubts, sendOne } from './own-commands.ts';
import { saleCommands } from './sale-commands.ts';
import { trialBalance } from './trial-balance.ts';

/** Those that are one request each. */
export const commands: readonly Command[] = [...saleCommands, ...keptCommands];

export const everyCommand: readonly (Command | OwnCommand)[] = [
  ...commands,
  checkDoubts,
  trialBalance,
  sendOne,
];
