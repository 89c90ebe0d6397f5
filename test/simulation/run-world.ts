// One run of a template: set-up, clients and faults, heal, liveness, quiet, final checks.
import type { Invariant } from '#test/support/invariants/view.ts';
import type { Draws } from '#test/support/world/draws.ts';
import type { FaultPlan } from '#test/support/world/faults.ts';
import { type Host, worldHost } from '#test/support/world/host.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import { type DrainMode, driven } from '#test/support/world/scheduler.ts';
import { makeWorld, prepareWorlds, type World } from '#test/support/world/world.ts';
import type { Violation } from '#test/support/world/watch.ts';
import { serviceDesk } from './service-desk.ts';
import { policies, type Stage, type Template } from './template.ts';

export interface RunOptions {
  readonly template: Template;
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
}

export interface Ran {
  readonly world: World;
  readonly violations: readonly Violation[];
  readonly hash: string;
  readonly isQuiet: boolean;
  readonly endedAt: number;
}

/** No schedule of the engine is longer; a world that is not quiet by then never will be. */
const lifeMaxMs = 4 * 86_400_000;
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

/** Puts a template's clients on the stage; they begin with the first event. */
export const enact = (world: World, template: Template): void => {
  const clients = new Map<string, ReturnType<World['client']>>();
  const client = (name: string) => {
    let found = clients.get(name);
    if (found === undefined) {
      found = world.client(name, template.merchants?.[name] ?? 'M123');
      clients.set(name, found);
    }
    return found;
  };
  const stage: Stage = { world, client, service: serviceDesk(world, client) };
  const begin = (script: (at: Stage) => Promise<void>): void => {
    script(stage).catch((fault: unknown) => {
      world.ground.traps.push(`a client's script threw: ${String(fault)}`);
    });
  };
  for (const script of Object.values(template.clients)) world.ground.later(1, () => begin(script));
};

/** Runs one template to its end in this process. */
export const runTemplate = async (options: RunOptions, mode: DrainMode = 'native'): Promise<Ran> => {
  await prepareWorlds();
  const run = runner(options);
  await driven(mode, run.turn);
  return run.end();
};

export interface Runner {
  /** One event; false when the run is over. Microtasks are drained between turns. */
  turn(): boolean;
  end(): Ran;
}

export const runner = (options: RunOptions): Runner => {
  const { template, redis = 'off', ...rest } = options;
  const world = makeWorld({
    ...rest,
    host: hostWith(redis === 'on'),
    hasRedis: redis === 'on',
  });
  enact(world, template);
  let events = 0;
  let isQuiet = false;
  return {
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
      };
    },
  };
};
