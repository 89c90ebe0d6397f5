// What every part of a world stands on: time, draws, the plan of faults, outages, the trace and its hash.
import { type Draws, hashText } from './draws.ts';
import { allowedAt, type FaultKind, type FaultPlan, type Fired, type SiteClass } from './faults.ts';
import type { Technology } from './labels.ts';
import type { Scheduler } from './scheduler.ts';

/** One line of the story: what happened where, with its virtual time. */
export interface TraceLine {
  readonly at: number;
  readonly site: string;
  readonly says: string;
}

export interface Site {
  readonly name: string;
  readonly key: number;
  readonly fault: FaultKind | undefined;
}

export interface Ground {
  readonly scheduler: Scheduler;
  readonly draws: Draws;
  readonly fired: Fired[];
  /** Findings of rule R02: what no run may do. */
  readonly traps: string[];
  /** Every site met, with its class; only where the run records. */
  readonly sites: Map<string, SiteClass> | undefined;
  readonly trace: TraceLine[] | undefined;
  /**
   * Names the n-th time of this operation by this actor, and asks the plan about it.
   *
   * @param isEqual - A fault here is the same as one at its neighbour: it may strike, and is not counted.
   */
  site(actor: string, operation: string, siteClass: SiteClass, isEqual?: boolean): Site;
  /** The name with its number: `name~n`. No fault strikes here. */
  counted(name: string): string;
  /** Milliseconds from the site's own draw. */
  latency(site: Site, leastMs: number, mostMs: number): number;
  /** Milliseconds that a delivery comes late: where it is delayed, or overtaken by the next. */
  lateness(site: Site): number;
  /** A draw of a site in [0, 1). @param what - 2 and above: 0 and 1 are latency and tie. */
  draw(site: Site, what: number): number;
  later(ms: number, run: () => void, site?: Site): void;
  /** Begins an outage of 4 to 15 s at a site. */
  beginOutage(technology: Technology, site: Site): void;
  isOut(technology: Technology): boolean;
  /** Ends every outage: the phase of faults is over. */
  heal(): void;
  /** Adds to the hash and, where asked for, to the story. */
  tell(site: string, key: number, says: string): void;
  readonly hash: () => string;
  /** Calls and deliveries named so far, without those of the sweeper, a periodic actor. */
  readonly countedCalls: () => number;
  /** When the last fault struck, or its outage ended. */
  readonly lastFaultAt: () => number;
}

export interface GroundOptions {
  readonly scheduler: Scheduler;
  readonly draws: Draws;
  readonly plan: FaultPlan;
  readonly isRecording?: boolean;
  readonly isTracing?: boolean;
}

/** One operation of one actor; what its sites have in common is worked out once. */
interface Operation {
  readonly name: string;
  readonly hash: number;
  readonly isOfSweep: boolean;
  count: number;
}

const mixed = (hash: number, value: number): number =>
  (Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15)) >>> 0;

export const groundOf = (options: GroundOptions): Ground => {
  const { scheduler, draws, plan } = options;
  const counts = new Map<string, number>();
  const operations = new Map<string, Map<string, Operation>>();
  const outages = new Map<Technology, number>();
  const fired: Fired[] = [];
  const sites = options.isRecording === true ? new Map<string, SiteClass>() : undefined;
  const trace: TraceLine[] | undefined = options.isTracing === true ? [] : undefined;
  let hashOne = 0x811c9dc5;
  let hashTwo = 0x9747b28c;
  let lastFaultAt = scheduler.now();
  let named = 0;

  const tell = (site: string, key: number, says: string): void => {
    const now = scheduler.now();
    hashOne = mixed(mixed(mixed(hashOne, key), now >>> 0), hashText(says));
    hashTwo = mixed(mixed(hashTwo, now % 0xfffff), key ^ hashOne);
    trace?.push({ at: now, site, says });
  };
  const operationOf = (actor: string, operation: string): Operation => {
    let ofActor = operations.get(actor);
    if (ofActor === undefined) {
      ofActor = new Map();
      operations.set(actor, ofActor);
    }
    let found = ofActor.get(operation);
    if (found === undefined) {
      const name = `${actor}/${operation}`;
      found = { name, hash: hashText(name), isOfSweep: actor.endsWith('#sweep'), count: 0 };
      ofActor.set(operation, found);
    }
    return found;
  };
  const site = (actor: string, operation: string, siteClass: SiteClass, isEqual = false): Site => {
    const base = operationOf(actor, operation);
    const number = `~${base.count}`;
    base.count += 1;
    const name = base.name + number;
    const key = hashText(number, base.hash);
    if (!isEqual) {
      if (!base.isOfSweep) named += 1;
      sites?.set(name, siteClass);
    }
    const fault = plan.strikes(name, key, siteClass);
    if (fault !== undefined) {
      fired.push({ kind: fault, site: name, at: scheduler.now() });
      lastFaultAt = Math.max(lastFaultAt, scheduler.now());
      tell(name, key, `FAULT ${fault}`);
    }
    return { name, key, fault };
  };
  return {
    scheduler,
    draws,
    fired,
    traps: [],
    sites,
    trace,
    site,
    counted: (name) => {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return `${name}~${count}`;
    },
    latency: ({ key }, least, most) => least + Math.floor(draws.keyed(key, 0) * (most - least + 1)),
    lateness: ({ key, fault }) => {
      if (fault === 'delay') return 2_000 + Math.floor(draws.keyed(key, 3) * 9_000);
      return fault === 'reorder' ? 700 : 0;
    },
    draw: ({ key }, what) => draws.keyed(key, what),
    later: (ms, run, at) => {
      scheduler.at(scheduler.now() + ms, run, at === undefined ? 0.5 : draws.keyed(at.key, 1));
    },
    beginOutage: (technology, at) => {
      const until = scheduler.now() + 4_000 + Math.floor(draws.keyed(at.key, 7) * 11_000);
      outages.set(technology, until);
      lastFaultAt = Math.max(lastFaultAt, until);
    },
    isOut: (technology) => (outages.get(technology) ?? 0) > scheduler.now(),
    heal: () => outages.clear(),
    tell,
    hash: () => hashOne.toString(16).padStart(8, '0') + hashTwo.toString(16).padStart(8, '0'),
    countedCalls: () => named,
    lastFaultAt: () => lastFaultAt,
  };
};

/** Cells of (site, kind) that a recording of sites allows, in the order they were met. */
export const cellsOf = (sites: ReadonlyMap<string, SiteClass>): string[] => {
  const cells: string[] = [];
  for (const [name, siteClass] of sites) {
    for (const kind of allowedAt(siteClass)) cells.push(`${kind}|${name}`);
  }
  return cells;
};
