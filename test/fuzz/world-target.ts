// The simulation's world behind its door, as a target.
import { openDoor } from './door.ts';
import { fuzzTown } from './fuzz-town.ts';
import type { Plant } from './plants.ts';
import type { Target } from './target.ts';

export interface WorldTargetOptions {
  readonly seed: string;
  readonly plant?: Plant | undefined;
  readonly port?: number;
  readonly keepsUp?: boolean;
}

const operator = {
  accessKeyId: 'ASIAOPERATOROFTHEDOOR',
  secretAccessKey: 'nobody-checks-it-at-the-door',
  region: 'ap-northeast-2',
} as const;

/** Longer than the town takes to be built, in its own time: a doubt in it lasts a day. */
const buildMs = 30 * 3_600_000;

export const worldTarget = async ({ seed, ...options }: WorldTargetOptions): Promise<Target> => {
  const startsAt = options.keepsUp === true ? Date.now() - buildMs : undefined;
  const { here, sell, ...town } = await fuzzTown(seed, startsAt);
  if (options.keepsUp === true) await here.pass(Date.now() - here.now());
  const door = await openDoor({ here, sell, operatorKeyId: operator.accessKeyId, ...options });
  return {
    ...town,
    ...door,
    operator,
    get now() {
      return new Date(here.now());
    },
    guardsOperators: true,
  };
};
