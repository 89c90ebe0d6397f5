// The pipeline of schedules and of calls between functions: telemetry, the work, and counts in the log.
import type { EdgeDeps } from './exchange.ts';
import { invoked, type LambdaHandler } from './invocation.ts';

export interface Schedule {
  /** The function: `sweep-pending-work`. */
  readonly name: string;
  readonly deps: EdgeDeps;
  /** What it returns are counts, for the log line and for whoever called. */
  readonly handler: (event: unknown) => Promise<Readonly<Record<string, number>>>;
}

export const schedulePipeline = ({
  name,
  deps,
  handler,
}: Schedule): LambdaHandler<Readonly<Record<string, number>>> =>
  invoked({ message: `schedule.${name}`, deps }, async (event, fields) => {
    const counts = await handler(event);
    Object.assign(fields, counts);
    return counts;
  });
