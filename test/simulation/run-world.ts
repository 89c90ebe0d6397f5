// One run of a template: set-up, clients and faults, heal, liveness, quiet, final checks.
import type { Invariant } from '#test/support/invariants/view.ts';
import type { Draws } from '#test/support/world/draws.ts';
import type { FaultPlan } from '#test/support/world/faults.ts';
import { type Host, worldHost } from '#test/support/world/host.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import { tellWorldTime, watchRealThings } from '#test/support/world/real-things.ts';
import { type DrainMode, driven } from '#test/support/world/scheduler.ts';
import { prepareWorlds } from '#test/support/world/set-up-rows.ts';
import type { Violation } from '#test/support/world/watch.ts';
import { makeWorld, type World } from '#test/support/world/world.ts';
import { type Canaries, enactCanaries } from './canary-client.ts';
import { enactForger, type Forgeries } from './forger.ts';
import { serviceDesk } from './service-desk.ts';
import { policies, type Stage, type Template } from './template.ts';

/** A template on the stage of a run, and when its clients begin. */
export interface Cast {
  readonly template: Template;
  readonly offset: number;
  readonly afterMs: number;
}

export interface RunOptions {
  readonly casts: readonly Cast[];
  readonly seed: string;
  readonly plan: (draws: Draws, now: () => number) => FaultPlan;
  readonly invariants: readonly Invariant[];
  readonly layerOff?: LayerName | undefined;
  readonly isRecording?: boolean;
  readonly isTracing?: boolean;
  readonly keepsLogs?: boolean;
  readonly runsIdleSweeps?: boolean;
  readonly fullEvery?: number;
  readonly consistencySeconds?: number;
  readonly redis?: 'on' | 'off';
  readonly profile?: 'faithful' | 'calm' | 'hostile';
  /** Looks at who asks for real time, chance or sockets; it costs a stack for each call. */
  readonly watchesRealThings?: boolean;
  /** Somebody forges, replays and names what is not theirs. */
  readonly hasForger?: boolean;
  /** Somebody sends what must not be kept, and every log line is. */
  readonly hasCanaries?: boolean;
}

/** Who is on the stage without being a client. */
export interface Guests {
  readonly forgeries: Forgeries | undefined;
  readonly canaries: Canaries | undefined;
}

export interface Ran {
  readonly world: World;
  readonly violations: readonly Violation[];
  readonly hash: string;
  readonly isQuiet: boolean;
  readonly endedAt: number;
  readonly guests: Guests;
}

/**
 * No schedule of the engine is longer, nor two asks of a client, one after the other, of a payment that only a
 * person can decide: it gives up each after three days. A world that is not quiet by then never will be.
 */
const lifeMaxMs = 7 * 86_400_000;
const eventsMax = 400_000;

const hosts = new Map<boolean, Host>();

export const hostWith = (hasRedis: boolean): Host => {
  let host = hosts.get(hasRedis);
  if (host === undefined) {
    host = worldHost({ policies, hasRedis });
    hosts.set(hasRedis, host);
  }
  return host;
};

/** `c1` of the fourth template on one stage is `c7`, where the three before have six clients. */
const shifted = (name: string, offset: number): string => `c${Number(name.slice(1)) + offset}`;

/** How many client names a template takes. */
export const clientsOf = ({ clients }: Template): number =>
  Math.max(...Object.keys(clients).map((name) => Number(name.slice(1))));

/** Puts a template's clients on the stage; they begin with the first event. */
export const enact = (world: World, template: Template, offset = 0, afterMs = 1): void => {
  const clients = new Map<string, ReturnType<World['client']>>();
  const nameOf = (name: string): string => shifted(name, offset);
  const byWorldName = (name: string) => {
    let found = clients.get(name);
    if (found === undefined) {
      const own = shifted(name, -offset);
      found = world.client(name, template.merchants?.[own] ?? 'M123');
      clients.set(name, found);
    }
    return found;
  };
  const client = (name: string) => byWorldName(nameOf(name));
  const stage: Stage = { world, client, service: serviceDesk(world, byWorldName, nameOf) };
  const begin = (script: (at: Stage) => Promise<void>): void => {
    script(stage).catch((fault: unknown) => {
      world.ground.traps.push(`a client's script threw: ${String(fault)}`);
    });
  };
  for (const script of Object.values(template.clients)) {
    world.ground.later(afterMs, () => begin(script));
  }
};

/** Runs casts to their end in this process. */
export const runCasts = async (options: RunOptions, mode: DrainMode = 'native'): Promise<Ran> => {
  await prepareWorlds();
  const run = runner(options);
  const { scheduler, traps } = run.world.ground;
  const undo =
    options.watchesRealThings === true
      ? watchRealThings({ now: scheduler.now, onFound: (says) => traps.push(says) })
      : tellWorldTime(scheduler.now);
  try {
    await driven(mode, run.turn);
  } finally {
    undo();
  }
  return run.end();
};

export interface Runner {
  readonly world: World;
  /** One event; false when the run is over. Microtasks are drained between turns. */
  turn(): boolean;
  end(): Ran;
}

const hasClient = ({ template, offset }: Cast, client: string): boolean => {
  const own = Number(client.slice(1)) - offset;
  return own >= 1 && own <= clientsOf(template);
};

/** Clients that a site names: `c1` of `api/confirm-payment#c1.2/…`, both of `…#c1+c3/…`. */
export const clientsAt = (site: string): readonly string[] =>
  (/#([^/]+)/u.exec(site)?.[1] ?? '').split('+').flatMap((one) => /^c\d+/u.exec(one)?.[0] ?? []);

/** The faults that belong to the scenario strike its own clients, wherever the plan has none. */
const withStanding = (casts: readonly Cast[], plan: FaultPlan): FaultPlan => {
  const standing = casts.filter(({ template }) => template.standing !== undefined);
  if (standing.length === 0) return plan;
  return {
    strikes: (site, key, siteClass) => {
      const planned = plan.strikes(site, key, siteClass);
      if (planned !== undefined) return planned;
      const occurrence = Number(site.slice(site.lastIndexOf('~') + 1));
      for (const cast of standing) {
        const isOwn = clientsAt(site).some((client) => hasClient(cast, client));
        const kind = isOwn ? cast.template.standing?.(site, occurrence) : undefined;
        if (kind !== undefined) return kind;
      }
      return undefined;
    },
  };
};

export const runner = (options: RunOptions): Runner => {
  const { casts, redis = 'off', plan, hasForger = false, hasCanaries = false } = options;
  const { watchesRealThings: _, ...rest } = options;
  const world = makeWorld({
    ...rest,
    plan: (draws, now) => withStanding(casts, plan(draws, now)),
    hasWebhooks: casts.some(({ template }) => template.hasWebhooks === true),
    startsCold: casts.some(({ template }) => template.startsCold === true),
    refuses: ({ type }, client) =>
      casts.some((cast) => hasClient(cast, client) && cast.template.refuses?.(type) === true),
    host: hostWith(redis === 'on'),
    hasRedis: redis === 'on',
    ...(hasForger || hasCanaries ? { keepsRequests: true } : {}),
    ...(hasCanaries ? { keepsLogs: true } : {}),
  });
  for (const { template, offset, afterMs } of casts) enact(world, template, offset, afterMs);
  const guests: Guests = {
    forgeries: hasForger ? enactForger(world) : undefined,
    canaries: hasCanaries ? enactCanaries(world) : undefined,
  };
  let events = 0;
  let isQuiet = false;
  return {
    world,
    turn: () => {
      events += 1;
      const { ground } = world;
      const isOver = events > eventsMax || ground.scheduler.now() > world.startedAt + lifeMaxMs;
      if (isOver) return false;
      if (world.turn(world.startedAt + lifeMaxMs)) return true;
      isQuiet = world.nextAt() === undefined;
      return false;
    },
    end: () => {
      world.watch.judgeAll(isQuiet);
      return {
        world,
        violations: world.watch.violations,
        hash: world.ground.hash(),
        isQuiet,
        endedAt: world.ground.scheduler.now(),
        guests,
      };
    },
  };
};
