// Two at a time: the gates are measured on two cores, and more would only queue.

/** Runs the tasks in order with at most `width` in flight; results keep the order of the tasks. */
export const inPairs = async <Result>(
  tasks: readonly (() => Promise<Result>)[],
  width = 2,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length) {
      const index = next;
      next += 1;
      const task = tasks[index];
      if (task !== undefined) results[index] = await task();
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
};
