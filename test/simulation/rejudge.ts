// A run of a batch once more, under everything that its batch had judged it by: the same line breaks the same
// number, at the same virtual time.
import { faultFree, ofFaultFree, optionsOf, redisVariants, watchedRun } from './jobs.ts';
import { judgeWithGuests } from './judge-guests.ts';
import type { Verdict } from './judge-run.ts';
import { isWorld, type RunSpec } from './replay-line.ts';
import { type Ran, type RunOptions, runCasts } from './run-world.ts';
import { tallyOf } from './tally.ts';

export interface Rejudged {
  readonly ran: Ran;
  readonly verdict: Verdict;
}

const callsWithoutFaults = new Map<string, number>();

/** Of the same template without faults; undefined where a run is compared with none. */
const callsFor = async (spec: RunSpec): Promise<number | undefined> => {
  if (isWorld(spec) || spec.layerOff !== undefined || spec.redis !== undefined) return undefined;
  if (spec.faults.length === 0) return undefined;
  const name = `${spec.template} ${spec.seed}`;
  const calls =
    callsWithoutFaults.get(name) ??
    (await faultFree(spec.template, spec.seed, tallyOf())).world.calls();
  callsWithoutFaults.set(name, calls);
  return calls;
};

/** @param more - Laid over the options of the run. */
export const rejudge = async (spec: RunSpec, more: Partial<RunOptions> = {}): Promise<Rejudged> => {
  const isFree = spec.faults.length === 0 && spec.layerOff === undefined && !isWorld(spec);
  const alone = isFree && spec.redis === undefined ? ofFaultFree(spec.template) : {};
  const options = optionsOf(spec, { ...alone, ...more });
  const first = spec.again === true ? await watchedRun(options, 'native') : undefined;
  const ran = first === undefined ? await runCasts(options) : await watchedRun(options, 'hop');
  const calls = await callsFor(spec);
  const isCompared = spec.redis !== undefined && !isWorld(spec);
  const verdict = judgeWithGuests(ran, {
    casts: options.casts,
    layerOff: spec.layerOff,
    isRandom: isWorld(spec),
    ...(calls === undefined ? {} : { faultFreeCalls: calls }),
    ...(first === undefined ? {} : { again: { hash: first.hash } }),
    ...(isCompared ? await redisVariants(spec) : {}),
  });
  return { ran, verdict };
};
