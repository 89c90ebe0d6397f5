// The tiers as data: which command runs them, and how long they may take.

import tierRows from '../tiers.json' with { type: 'json' };

export type Tier = {
  name: string;
  /** `check` needs no server, `test` adds the rest, `proof` is the exhaustive part. */
  command: string;
  kind: string;
  /** On two quiet cores; over it is printed, the gate of the whole command fails. */
  aimSeconds: number;
};

export const tiers: readonly Tier[] = tierRows;

export const tierNames: readonly string[] = tiers.map(({ name }) => name);

/** `test` is everything that `check` runs and more; `proof` stands beside them. */
export const tiersOf = (command: string): readonly string[] =>
  tiers
    .filter((tier) => tier.command === command || (command === 'test' && tier.command === 'check'))
    .map(({ name }) => name);
