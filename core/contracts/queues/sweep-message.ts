// A message of the sweeper's queue: by the schedule, or one the sweeper sent itself.
import * as z from 'zod/mini';

const sweepMessage = z.looseObject({ startedBy: z.optional(z.string()) });

export type SweepMessage = z.infer<typeof sweepMessage>;

export const readSweepMessage = (body: unknown): SweepMessage => z.parse(sweepMessage, body);
