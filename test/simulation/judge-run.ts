// Judges a finished run by every invariant and every rule, and says what the design may do to its outcome.
import { invariants } from '#test/support/invariants/all.ts';
import { judgeRun } from '#test/support/oracle/rules.ts';
import type { ExpectedEnd, RunRecord } from '#test/support/oracle/run-record.ts';
import type { FaultKind, Fired } from '#test/support/world/faults.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import type { Violation } from '#test/support/world/watch.ts';
import type { Cast, Ran } from './run-world.ts';
import { termsOf } from './template.ts';

export { invariants };

/** Lies of the PG that decide a payment otherwise by design: declined for good, or put before a person. */
const deciding: ReadonlySet<string> = new Set(['pg:F07', 'pg:F26', 'pg:F27']);

const isMaskedKind = (kind: FaultKind): boolean => !deciding.has(kind);

/** What a fault leaves behind after its moment: a request that lands late, a record that is delayed. */
const tailMs: Readonly<Record<string, number>> = { late: 11_000, delay: 11_000, reorder: 1_000 };

const healOf = (ran: Ran): number =>
  ran.world.ground.fired.reduce(
    (latest, { kind, at }) => Math.max(latest, at + (tailMs[kind] ?? 0)),
    ran.world.ground.lastFaultAt(),
  );

/** What the schedule of the layer behind takes longer, in ms. */
const slackOf: Readonly<Record<LayerName, number>> = {
  watchdog: 600_000,
  'due-sweep': 0,
  'outbox-sweep': 0,
  'command-sweep': 0,
  streams: 600_000,
  'state-retries': 4_000_000,
  'state-timeouts': 4_000_000,
  'handler-read': 60_000,
};

/**
 * What a fault takes longer by design, in ms. A key is spent by refusals 55 s apart, of a cancel by slots
 * up to five minutes; a stopped execution is looked at again after a minute (SEL 3.3, C25).
 */
const slackOfFault = ({ kind, site }: Fired): number => {
  if (kind === 'pg:F07') return site.includes('pg.cancel') ? 330_000 : 70_000;
  // Tier 1 keeps the lease of 30 s of a claim whose end it was never told.
  if (site.includes('/redis.idem-')) return 2_000;
  return kind === 'stop-execution' ? 90_000 : 0;
};

/** How long the dependency was away after the fault struck. */
const outageMs = (ran: Ran): number => {
  const { fired, lastFaultAt } = ran.world.ground;
  const outages = fired.filter(({ kind }) => kind.endsWith('-down'));
  const first = outages[0];
  return first === undefined ? 0 : Math.max(0, lastFaultAt() - first.at);
};

/** The road of the messages that look at doubts: what ends a doubt when it is cut is the `due` sweep. */
const messageRoad = /^(?:events\/on-watchdog-due#|queue:watchdog#)|\/queue\.watchdog~/u;

/** A minute after the slot, and up to a sweep later (SEL 2.3). */
const sweepAfterMs = 80_000;

/** A duplicate, a delay or another order of messages cuts no road. */
const cutsNothing: ReadonlySet<string> = new Set(['duplicate', 'delay', 'reorder']);

const isRoadCut = ({ kind, site }: Fired): boolean =>
  messageRoad.test(site) && !cutsNothing.has(kind);

/** Lies that go on for several calls: with another lie of the PG they outlast the slots of the first minutes. */
const lasting: ReadonlySet<string> = new Set(['pg:F10', 'pg:F11']);

/** Up to the slot at an hour, where a spent key and a PG that throttles every second read meet (SEL 3.2). */
const laterSlotMs = 3_700_000;

/** One fault cannot cut the road of a doubt that another fault has opened; two can. */
const slackOfTwo = (fired: readonly Fired[]): number => {
  if (fired.length < 2) return 0;
  const lies = fired.filter(({ kind }) => kind.startsWith('pg:'));
  if (lies.length >= 2 && lies.some(({ kind }) => lasting.has(kind))) return laterSlotMs;
  return fired.some(isRoadCut) ? sweepAfterMs : 0;
};

const slackOfRun = (ran: Ran, { casts, layerOff }: JudgeOptions): number =>
  Math.max(0, ...casts.map(({ template }) => template.slackMs ?? 0)) +
  (layerOff === undefined ? 0 : slackOf[layerOff]) +
  slackOfTwo(ran.world.ground.fired) +
  ran.world.ground.fired.reduce((sum, fired) => sum + slackOfFault(fired), 0);

export interface JudgeOptions {
  readonly casts: readonly Cast[];
  readonly layerOff?: LayerName | undefined;
  readonly isRandom?: boolean;
  readonly faultFreeCalls?: number;
  readonly again?: { readonly hash: string };
  readonly variants?: RunRecord['variants'];
}

const expectedOf = (casts: readonly Cast[]): ExpectedEnd[] =>
  casts.flatMap(({ template, offset }) =>
    template.expected.map((end) => ({
      ...end,
      client: `c${Number(end.client.slice(1)) + offset}`,
    })),
  );

const abandonedOf = (casts: readonly Cast[]): string[] =>
  casts.flatMap(({ template, offset }) =>
    (template.abandoned ?? []).map((work) => {
      const [client = '', rest = ''] = work.split('.');
      return `c${Number(client.slice(1)) + offset}.${rest}`;
    }),
  );

/** The run as the rules know it. */
export const recordOf = (ran: Ran, options: JudgeOptions): RunRecord => {
  const { casts, layerOff, faultFreeCalls, again, variants } = options;
  const { world } = ran;
  const faults: readonly Fired[] = world.ground.fired;
  const isTimed = casts.some(({ template }) => template.isTimed);
  const isMasked = faults.every(({ kind }) => isMaskedKind(kind));
  return {
    view: world.view,
    startedAt: world.startedAt,
    healAt: healOf(ran),
    endAt: ran.endedAt,
    isQuiet: ran.isQuiet,
    hash: ran.hash,
    traps: world.ground.traps,
    faults,
    // A race or a deadline may end otherwise once anything is late: only without faults is it sure.
    isMasked: isMasked && (!isTimed || faults.length === 0),
    isRandom: options.isRandom === true,
    isRace: isTimed,
    expected: expectedOf(casts),
    calls: world.calls(),
    slackMs: slackOfRun(ran, options),
    serviceMs: Math.max(...casts.map(({ template }) => template.serviceMs)) + outageMs(ran),
    terms: termsOf(),
    abandoned: abandonedOf(casts),
    asks: [],
    forged: [],
    // A PG that lies about the facts is looked at for a day: no run without faults compares.
    ...(faultFreeCalls === undefined || faults.some(({ kind }) => kind === 'pg:F27')
      ? {}
      : { faultFree: { calls: faultFreeCalls } }),
    ...(layerOff === undefined ? {} : { layerOff }),
    ...(again === undefined ? {} : { again }),
    ...(variants === undefined ? {} : { variants }),
  };
};

export interface Verdict {
  readonly violations: readonly Violation[];
  /** Objects that each invariant and rule has looked at. */
  readonly looked: ReadonlyMap<string, number>;
}

export const judge = (ran: Ran, options: JudgeOptions): Verdict => {
  const looked = new Map(ran.world.watch.looked);
  const ruled = judgeRun(recordOf(ran, options)).flatMap((verdict) => {
    looked.set(verdict.id, (looked.get(verdict.id) ?? 0) + verdict.looked);
    return verdict.breaches.map((breach) => ({ ...breach, id: verdict.id, at: ran.endedAt }));
  });
  return { violations: [...ran.violations, ...ruled], looked };
};
