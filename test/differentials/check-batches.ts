// Programs drawn by fast-check, batch by batch: a difference comes back shrunk, with its seed and path.

import * as fc from 'fast-check';
import { type Batch, batchSizes } from './outcome.ts';

type CheckBatches<Program> = {
  readonly arbitrary: fc.Arbitrary<Program>;
  readonly programs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** What differs, or nothing. */
  readonly holds: (program: Program) => Promise<string | undefined>;
  /** Stops at the first batch with a difference, unshrunk: enough to know that there is one. */
  readonly isEndedByFirst?: boolean;
};

const longest = 3_000;

/** The difference first, then the program that has it and how to find it again. */
const reportOf = async <Program>(details: fc.RunDetails<[Program]>): Promise<string> => {
  const { errorInstance } = details;
  const thrown = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const found = await fc.asyncDefaultReportMessage(details);
  return `${thrown.slice(0, longest)}\n${found?.slice(0, longest) ?? ''}`;
};

/** Far apart for two runs, so that they share no batch; 32 bits, as fast-check wants them. */
const seedOfBatch = (seed: number, at: number): number => (Math.imul(seed, 1_000_003) + at) | 0;

export const checkBatches = async <Program>(
  options: CheckBatches<Program>,
): Promise<readonly Batch[]> => {
  const { arbitrary, programs, batchSize, seed, holds, isEndedByFirst = false } = options;
  const batches: Batch[] = [];
  for (const [at, size] of batchSizes(programs, batchSize).entries()) {
    const property = fc.asyncProperty(arbitrary, async (program) => {
      const difference = await holds(program);
      if (difference !== undefined) throw new Error(difference);
    });
    const parameters = { seed: seedOfBatch(seed, at), numRuns: size, endOnFailure: isEndedByFirst };
    const details = await fc.check(property, parameters);
    const differences = details.failed ? [`batch ${at}: ${await reportOf(details)}`] : [];
    batches.push({ programs: size, differences });
    if (isEndedByFirst && differences.length > 0) break;
  }
  return batches;
};
