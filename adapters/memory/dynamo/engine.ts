// What the commands of one twin share: its tables, its clock, its tokens and its meter.

import type { MemoryTable } from './memory-table.ts';
import type { MeterEntry } from './meter.ts';
import type { RequestTokens } from './request-tokens.ts';

export type Engine = {
  /** @throws ResourceNotFoundException for a name without a table. */
  readonly table: (name: string | undefined) => MemoryTable;
  /** Runs a read; an eventual one perhaps on the table as it was a moment ago. */
  readonly reading: <T>(table: MemoryTable, isConsistent: boolean, read: () => T) => T;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly tokens: RequestTokens;
  readonly meter: MeterEntry;
};
