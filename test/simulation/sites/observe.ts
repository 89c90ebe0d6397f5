// Runs one spec under every invariant and rule, and notes what it met: places, strikes, states and edges.
import { allowedAt, type SiteClass } from '#test/support/world/faults.ts';
import { optionsOf } from '../jobs.ts';
import { judge, type Verdict } from '../judge-run.ts';
import type { RunSpec } from '../replay-line.ts';
import { type Cast, type Ran, runCasts } from '../run-world.ts';
import { tallyOf } from '../tally.ts';
import { bump, type Met, nothingSeen, type Seen } from './seen.ts';

/** What stands before the fault in the name of a cell: `api/confirm-payment/TX-CLAIM`. */
export const placeOfSite = (site: string): string => {
  const folder = site.slice(0, site.indexOf('#'));
  return `${folder}/${site.slice(site.lastIndexOf('/') + 1, site.lastIndexOf('~'))}`;
};

/**
 * What a run under several faults is not held to: the times and outcomes that the design promises under one.
 * Pairs have a judge of their own, which knows what each pair may take.
 */
const promisedUnderOne: ReadonlySet<string> = new Set(['R03', 'R04', 'R05', 'R06', 'R07']);

const judged = (ran: Ran, spec: RunSpec, casts: readonly Cast[]): Verdict => {
  const verdict = judge(ran, { casts, layerOff: spec.layerOff });
  if (spec.faults.length < 2) return verdict;
  const violations = verdict.violations.filter(({ id }) => !promisedUnderOne.has(id));
  return { ...verdict, violations };
};

const noteSites = (ran: Ran, spec: RunSpec, seen: Seen, met: Map<string, Met>): void => {
  const faulted = new Set(ran.world.ground.fired.map(({ site }) => site));
  for (const [site, siteClass] of ran.world.ground.sites ?? new Map<string, SiteClass>()) {
    const place = placeOfSite(site);
    const cut = place.lastIndexOf('/');
    bump(seen.folders, place.slice(0, cut));
    bump(seen.labels, place.slice(cut + 1));
    for (const kind of allowedAt(siteClass)) bump(seen.allowed, `${place} × ${kind}`);
    const name = `${place}|${siteClass}`;
    if (!met.has(name) && !faulted.has(site)) met.set(name, { spec, site });
  }
};

/** Runs them all. @returns What was seen, and where each (place, class of site) was met first. */
export const observe = async (
  specs: readonly RunSpec[],
): Promise<{ readonly seen: Seen; readonly met: ReadonlyMap<string, Met> }> => {
  const seen = nothingSeen();
  const met = new Map<string, Met>();
  const tally = tallyOf();
  for (const spec of specs) {
    const options = optionsOf(spec, { isRecording: true });
    const ran = await runCasts(options);
    const verdict = judged(ran, spec, options.casts);
    tally.add(spec, ran, verdict, { kind: spec.faults.length === 0 ? 'fault-free' : 'single' });
    seen.runs += 1;
    noteSites(ran, spec, seen, met);
    for (const { kind, site } of ran.world.ground.fired) {
      bump(seen.struck, `${placeOfSite(site)} × ${kind}`);
    }
    for (const edge of ran.world.workflows.edges()) bump(seen.edges, edge);
    for (const { entered } of ran.world.workflows.executions()) {
      for (const state of entered) bump(seen.states, state);
    }
  }
  seen.payments += tally.counts.payments;
  seen.findings.push(...tally.counts.findings);
  return { seen, met };
};
