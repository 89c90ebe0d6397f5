// The tiers as data: which command runs them, and how long they may take.

import tierRows from '../tiers.json' with { type: 'json' };

export type Tier = {
  name: string;
  /** `check` needs no server; `test` adds the rest. */
  command: string;
  kind: string;
  /** On two quiet cores; over it is printed, the gate of the whole command fails. */
  aimSeconds: number;
};

export const tiers: readonly Tier[] = tierRows;

export const tierNames: readonly string[] = tiers.map(({ name }) => name);

export const tiersOf = (command: string): readonly string[] =>
  tiers.filter((tier) => command === 'test' || tier.command === command).map(({ name }) => name);
