// Sequential round trips: sends that overlap in time cost the caller one wait, not two. Counted
// as the longest chain of sends in which each began after another had ended.

export type RoundTrips = {
  /** Call the result when the send has ended. */
  readonly begin: () => () => void;
  readonly count: () => number;
  readonly reset: () => void;
};

export function roundTrips(): RoundTrips {
  let endedDepth = 0;
  let longest = 0;
  let period = 0;
  const begin = () => {
    const depth = endedDepth + 1;
    const beganIn = period;
    longest = Math.max(longest, depth);
    return () => {
      // A send from before a reset must not lengthen the chains after it.
      if (beganIn === period) endedDepth = Math.max(endedDepth, depth);
    };
  };
  const reset = () => {
    endedDepth = 0;
    longest = 0;
    period += 1;
  };
  return { begin, count: () => longest, reset };
}
