// A run of the stepper, told in the words that the public interpreter knows too.

import type { Json } from '#core/kernel/json.ts';
import type { Trace } from './library-run.ts';
import { runScript, type ScriptedRun, type ScriptedRunOptions } from './scripted-run.ts';

const within = (run: ScriptedRun, atMs: number): boolean =>
  run.described.status !== 'TIMED_OUT' || atMs < (run.described.stoppedAtMs ?? 0);

export const traceOf = (run: ScriptedRun): Trace => ({
  entered: run.entered,
  tries: run.events.flatMap((event) =>
    event.type === 'tried' && within(run, event.atMs) ? [`${event.state}@${event.atMs}`] : [],
  ),
  status: run.described.status,
  error: run.described.error,
  output:
    run.described.output === undefined ? undefined : (JSON.parse(run.described.output) as Json),
});

export const runStepper = async (options: ScriptedRunOptions): Promise<Trace> =>
  traceOf(await runScript(options));

/** The text of a cause is each interpreter's own, so both sides lose it before they are compared. */
export const withoutCauses = (trace: Trace): Trace =>
  JSON.parse(
    JSON.stringify(trace, (key, value: unknown) => (key === 'Cause' ? 'text' : value)),
  ) as Trace;
