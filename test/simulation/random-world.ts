// What a seed draws for a random world: its casts, its swarm of faults, its PG, its Redis and its guests.
import { type Draws, drawsOf, hashText } from '#test/support/world/draws.ts';
import { faultText, randomFaults, swarmOf } from '#test/support/world/faults.ts';
import { startMs } from '#test/support/world/set-up-rows.ts';
import { invariants } from './judge-run.ts';
import { castsText, type RunSpec } from './replay-line.ts';
import { type Cast, clientsOf, type Ran, type RunOptions } from './run-world.ts';
import { templates } from './templates/all.ts';

export const profileOf = (profile: RunSpec['profile']) =>
  profile === undefined ? {} : { profile };

/** Steps between two looks at everything: a template alone takes some thirty steps, a random world hundreds. */
export const fullEvery = { alone: 10, random: 50 } as const;

/** What every random world has beside its casts and faults. */
export const ofWorlds = { runsIdleSweeps: true, fullEvery: fullEvery.random } as const;

/** One world of sixteen has a forger, another one secrets on their way through it; told by the seed alone. */
export const guestsOfSeed = (seed: string): Pick<RunOptions, 'hasForger' | 'hasCanaries'> => {
  const [, digits] = /-(\d+)$/u.exec(seed) ?? [];
  const number = digits === undefined ? hashText(seed) : Number(digits);
  return { hasForger: number % 16 === 5, hasCanaries: number % 16 === 11 };
};

/** One run of fifty looks at who asks for real things. @param name - Whatever tells the run from others. */
export const isWatched = (name: string): boolean => hashText(name) % 50 === 0;

const paymentsMin = 20;

const drawable = templates.filter(({ isWorldless = false }) => !isWorldless);
const faultsForMs = 40_000;

/** Templates of a random world: drawn until at least twenty clients are on the stage. */
const drawnCasts = (draws: Draws): Cast[] => {
  const casts: Cast[] = [];
  let offset = 0;
  for (let number = 0; offset < paymentsMin; number += 1) {
    const at = Math.floor(draws.named(`template|${number}`) * drawable.length);
    const template = drawable[at] as Cast['template'];
    casts.push({ template, offset, afterMs: Math.floor(draws.named(`start|${number}`) * 20_000) });
    offset += clientsOf(template);
  }
  return casts;
};

const drawnProfile = (draws: Draws): RunSpec['profile'] => {
  const draw = draws.named('profile');
  if (draw < 0.6) return undefined;
  return draw < 0.85 ? 'calm' : 'hostile';
};

/** Half of the worlds have a Redis: what is best effort must be so under every fault. */
const drawnRedis = (draws: Draws): 'on' | undefined =>
  draws.named('redis') < 0.5 ? 'on' : undefined;

/** The options of a random world, by its seed alone. */
export const randomOptions = (seed: string): RunOptions => {
  const draws = drawsOf(seed);
  const swarm = swarmOf(draws);
  return {
    casts: drawnCasts(draws),
    seed,
    plan: (own, now) => randomFaults(own, swarm, () => now() > startMs + faultsForMs),
    invariants,
    ...ofWorlds,
    ...guestsOfSeed(seed),
    watchesRealThings: isWatched(seed),
    redis: drawnRedis(draws) ?? 'off',
    ...profileOf(drawnProfile(draws)),
  };
};

/** Faults of the scenario itself strike again by themselves. */
const isOfScenario = (site: string): boolean => site.includes('/com.fluxpay.');

/** A random world as a spec: what was drawn in it is forced in a replay. */
export const specOfWorld = (ran: Ran, { casts, seed }: RunOptions): RunSpec => ({
  template: castsText(casts),
  seed,
  faults: ran.world.ground.fired.filter(({ site }) => !isOfScenario(site)).map(faultText),
  profile: drawnProfile(drawsOf(seed)),
  redis: drawnRedis(drawsOf(seed)),
});
