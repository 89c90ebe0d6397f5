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

/** What a command holds beside its own: `test` all of `check`, the whole proof all of the short one. */
const within: Readonly<Record<string, string>> = { test: 'check', 'whole-proof': 'proof' };

export const tiersOf = (command: string): readonly string[] =>
  tiers
    .filter((tier) => tier.command === command || tier.command === within[command])
    .map(({ name }) => name);
