// The differential itself: many programs, one emulator, and a tally of what they reached.

import { memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { Dynoxide } from '../dynoxide.ts';
import { emulatorStream } from '../dynoxide-streams.ts';
import { partedStreams } from './compare-streams.ts';
import type { ProgramCommand } from './draw-command.ts';
import type { DynamoSender } from './run-command.ts';
import { adoptRows, type Observation, runProgram } from './run-program.ts';
import { alpha, sampleTables } from './sample-tables.ts';

export type Differential = {
  readonly programs: number;
  readonly observations: readonly Observation[];
  /** Programs whose stream records were compared as well: those without a known difference. */
  readonly streams: number;
  /** What is not equal and not known, with the place of its program. */
  readonly parted: readonly { readonly at: number; readonly text: string }[];
};

/** A twin with a fault of its own, or the twin itself. */
export type Plant = (twin: DynamoSender) => DynamoSender;

const fixedNow = Date.UTC(2026, 0, 1);

export type DifferentialOptions = {
  /** Names this run; request tokens carry it. */
  readonly run: string;
  readonly plant?: Plant;
  /** Ends with the first program that is not equal. */
  readonly isEndedByFirst?: boolean;
  /** Called after each program with its place. */
  readonly onProgram?: (at: number) => void;
};

export async function runDifferential(
  dynoxide: Dynoxide,
  programs: readonly (readonly ProgramCommand[])[],
  { run, plant = (twin) => twin, isEndedByFirst = false, onProgram }: DifferentialOptions,
): Promise<Differential> {
  const observations: Observation[] = [];
  const parted: { at: number; text: string }[] = [];
  let streams = 0;
  for (const table of sampleTables) await dynoxide.createTable(table);
  const newRecords = emulatorStream(dynoxide, alpha.name);
  for (const [at, commands] of programs.entries()) {
    const twin = memoryDynamo({ now: () => fixedNow, tables: sampleTables });
    const sides = { twin: plant(twin), dump: twin.dump, emulator: dynoxide.client };
    await adoptRows(sides);
    await newRecords();
    const report = await runProgram(commands, sides, `${run}-${at}`);
    observations.push(...report.observations);
    if (report.parted !== undefined) {
      parted.push({ at, text: report.parted });
    } else if (report.observations.every(({ explainedBy }) => explainedBy === undefined)) {
      streams += 1;
      const difference = partedStreams(twin.streamRecords(alpha.name), await newRecords());
      if (difference !== undefined) parted.push({ at, text: difference });
    }
    onProgram?.(at);
    if (isEndedByFirst && parted.length > 0) break;
  }
  for (const table of sampleTables) await dynoxide.deleteTable(table.name);
  return { programs: programs.length, observations, streams, parted };
}
