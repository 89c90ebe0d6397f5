// What a test has looked at, beside whether it passed: `count('routes', 12)`. The tally compares
// each sum with its floor, so a loop over an empty list cannot pass for ever.

const sums = new Map<string, number>();

/** Adds to a counter of this tier; call it inside a test, or in a hook before it. */
export const count = (name: string, many = 1): void => {
  sums.set(name, (sums.get(name) ?? 0) + many);
};

/** Takes what was counted since the last call; the set-up file hands it to the reporter. */
export const takeCounts = (): Record<string, number> => {
  const counts = Object.fromEntries(sums);
  sums.clear();
  return counts;
};
