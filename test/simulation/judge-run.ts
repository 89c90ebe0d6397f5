// Judges a finished run by every invariant and every rule, and says what the design may do to its outcome.
import { invariants } from '#test/support/invariants/all.ts';
import { judgeRun } from '#test/support/oracle/rules.ts';
import type { ExpectedEnd, RunRecord } from '#test/support/oracle/run-record.ts';
import type { Fired } from '#test/support/world/faults.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import type { Violation } from '#test/support/world/watch.ts';
import { metByClient, unpromised } from './met.ts';
import type { Cast, Ran } from './run-world.ts';
import { slackFor } from './slack.ts';
import { termsOf } from './template.ts';

export { invariants };

/** What a fault leaves behind after its moment: a request that lands late, a record that is delayed. */
const tailMs: Readonly<Record<string, number>> = { late: 11_000, delay: 11_000, reorder: 1_000 };

const healOf = (ran: Ran): number =>
  ran.world.ground.fired.reduce(
    (latest, { kind, at }) => Math.max(latest, at + (tailMs[kind] ?? 0)),
    ran.world.ground.lastFaultAt(),
  );

/** How long the dependency was away after the fault struck. */
const outageMs = (ran: Ran): number => {
  const { fired, lastFaultAt } = ran.world.ground;
  const outages = fired.filter(({ kind }) => kind.endsWith('-down'));
  const first = outages[0];
  return first === undefined ? 0 : Math.max(0, lastFaultAt() - first.at);
};

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
  const met = metByClient(world, options);
  return {
    view: world.view,
    startedAt: world.startedAt,
    healAt: healOf(ran),
    endAt: ran.endedAt,
    isQuiet: ran.isQuiet,
    hash: ran.hash,
    traps: world.ground.traps,
    faults,
    unpromised: unpromised(met),
    isRandom: options.isRandom === true,
    isRace: casts.some(({ template }) => template.isTimed),
    expected: expectedOf(casts),
    calls: world.calls(),
    slack: new Map([...met].map(([client, one]) => [client, slackFor(one)])),
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
