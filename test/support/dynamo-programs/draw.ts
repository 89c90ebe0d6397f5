// Seeded chance for generated programs: the same seed draws the same program on every machine.

export type Draw = {
  /** From 0 up to, but not with, the limit. */
  readonly below: (limit: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(choices: readonly T[]) => T;
  /** Between `low` and `high` of what `make` draws. */
  readonly many: <T>(low: number, high: number, make: () => T) => T[];
};

export function seededDraw(seed: number): Draw {
  let state = seed >>> 0;
  // Mulberry32: 32 bits of state are plenty for a few hundred draws.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error('nothing to pick from');
      return choice;
    },
    many: (low, high, make) => Array.from({ length: low + below(high - low + 1) }, make),
  };
}
