// What goes wrong in a sweep, as lines of the log: the sweep itself goes on.
import type { SweepDeps } from '#core/outbox/sweep.ts';
import type { Telemetry } from '#functions/_pipeline/telemetry.ts';

/** Enough to find them by; the count tells how many there are. */
const keysMax = 10;

export const sweepReport =
  (telemetry: Telemetry): SweepDeps['report'] =>
  ({ part, rows, error, unreadable }) =>
    telemetry({
      level: 'ERROR',
      message: 'sweep.trouble',
      fields: { part, rows, unreadable: unreadable?.slice(0, keysMax) },
      error,
    });
